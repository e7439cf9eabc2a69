package atk.pq.bench;

import atk.pq.Claim;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pq as its users have it. */
final class PqContender implements Contender {
  static final String NAME = "Pq";

  private final PersistentQ pq;

  PqContender(Path folder) {
    pq = PersistentQ.connect(folder.resolve("jobs.db").toString());
  }

  @Override
  public Caller caller() {
    return new PqCaller();
  }

  private final class PqCaller implements Caller {
    @Override
    public void put(String item) {
      pq.putItem(item);
    }

    @Override
    public void putAll(List<String> items) {
      List<NewItem> all = new ArrayList<>(items.size());
      for (String item : items) {
        all.add(NewItem.of(item));
      }
      pq.putItems(all);
    }

    @Override
    public boolean finishOne() {
      Optional<Claim> claim = pq.getItem();
      claim.ifPresent(Claim::processed);
      return claim.isPresent();
    }

    @Override
    public int finishSome(int max) {
      List<Claim> claims = pq.getItems(max);
      pq.processed(claims);
      return claims.size();
    }
  }

  @Override
  public boolean hasHandlers() {
    return true;
  }

  @Override
  public AutoCloseable handlers(int count, Runnable onItem) {
    return pq.worker(claim -> onItem.run()).concurrency(count).start();
  }

  @Override
  public void close() {
    pq.close();
  }

  @Override
  public String toString() {
    return NAME;
  }
}
