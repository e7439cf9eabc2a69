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

  private final class MutexCaller implements InBatches {
    @Override
    public void putAll(List<String> all) throws SQLException {
      synchronized (items) {
        items.putAll(all);
      }
    }

    @Override
    public int finishSome(int max) throws SQLException {
      List<Long> ids;
      synchronized (items) {
        ids = items.take(max);
      }
      if (!ids.isEmpty()) {
        synchronized (items) {
          items.finish(ids);
        }
      }
      return ids.size();
    }
  }

  @Override
  public void close() throws SQLException {
    synchronized (items) {
      items.close();
    }
  }
}
