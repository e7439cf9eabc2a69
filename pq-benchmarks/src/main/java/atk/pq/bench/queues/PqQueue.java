package atk.pq.bench.queues;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Pq as its users have it. A caller goes round the queues and priorities of the file's state. */
final class PqQueue implements Contender {
  private final PersistentQ pq;
  private final PqState state;
  private final List<String> queues;

  private PqQueue(PersistentQ pq, PqState state) {
    this.pq = pq;
    this.state = state;
    this.queues = state.names();
  }

  static PqQueue open(Path folder, PqState state) throws SQLException {
    Path file = folder.resolve("jobs.db");
    if (state.waiting() > 0) {
      state.make(file);
    }
    return new PqQueue(PersistentQ.connect(file.toString()), state);
  }

  @Override
  public Caller caller() {
    return new PqCaller();
  }

  private final class PqCaller implements Caller {
    private int puts;
    private int gets;

    @Override
    public void put(String item) {
      pq.putItem(item(item));
    }

    @Override
    public void putAll(List<String> items) {
      List<NewItem> all = new ArrayList<>(items.size());
      for (String item : items) {
        all.add(item(item));
      }
      pq.putItems(all);
    }

    private NewItem item(String text) {
      int number = puts++;
      NewItem item = NewItem.of(text).queue(queues.get(state.queueOf(number)));
      return state.priorities() == 1
          ? item
          : item.priority(number / queues.size() % state.priorities());
    }

    @Override
    public boolean finishOne() {
      List<Claim> claims = get(1);
      claims.forEach(Claim::processed);
      return !claims.isEmpty();
    }

    @Override
    public int finishSome(int max) {
      List<Claim> claims = get(max);
      pq.processed(claims);
      return claims.size();
    }

    private List<Claim> get(int max) {
      String queue = queues.get(gets++ % queues.size());
      return pq.getItems(GetRequest.from(queue).withMax(max));
    }
  }

  @Override
  public AutoCloseable handlers(int count, Runnable onItem) {
    return pq.worker(claim -> onItem.run()).queue(queues.get(0)).concurrency(count).start();
  }

  @Override
  public void close() {
    pq.close();
  }
}
