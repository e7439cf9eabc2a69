package atk.pq.bench.queues;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** What one writes first: one connection, a mutex around it, one transaction per call. */
final class NaiveSqlite implements Contender {
  private final NaiveItems items;

  NaiveSqlite(Path folder) throws SQLException {
    items = new NaiveItems(folder.resolve("naive.db"));
  }

  @Override
  public Caller caller() {
    return new MutexCaller();
  }

  private final class MutexCaller implements Caller {
    @Override
    public void put(String item) throws SQLException {
      putAll(List.of(item));
    }

    @Override
    public void putAll(List<String> all) throws SQLException {
      synchronized (items) {
        items.run("BEGIN IMMEDIATE");
        for (String item : all) {
          items.put(item);
        }
        items.run("COMMIT");
      }
    }

    @Override
    public boolean finishOne() throws SQLException {
      return finishSome(1) == 1;
    }

    @Override
    public int finishSome(int max) throws SQLException {
      int finished = 0;
      for (long id = take(); id >= 0; id = finished < max ? take() : -1) {
        synchronized (items) {
          items.finish(id);
        }
        finished++;
      }
      return finished;
    }

    private long take() throws SQLException {
      synchronized (items) {
        return items.take();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    synchronized (items) {
      items.close();
    }
  }
}
