package atk.pq.bench.queues;

import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A queue in H2's MVStore: a map from number to item, a commit and a flush per call. */
final class MvStoreQueue implements Contender {
  private final MVStore store;
  private final MVMap<Long, String> waiting;
  private final MVMap<Long, String> taken;
  private long last;

  MvStoreQueue(Path folder) {
    store =
        new MVStore.Builder()
            .fileName(folder.resolve("queue.mv").toString())
            .autoCommitDisabled()
            .open();
    waiting = store.openMap("waiting");
    taken = store.openMap("taken");
  }

  @Override
  public Caller caller() {
    return new MutexCaller();
  }

  private final class MutexCaller implements OneByOne {
    @Override
    public void put(String item) {
      synchronized (store) {
        waiting.put(++last, item);
        flush();
      }
    }

    @Override
    public boolean finishOne() {
      Long number;
      synchronized (store) {
        number = waiting.firstKey();
        if (number == null) {
          return false;
        }
        taken.put(number, waiting.remove(number));
      }
      synchronized (store) {
        taken.remove(number);
        flush();
      }
      return true;
    }
  }

  private void flush() {
    store.commit();
    store.sync();
  }

  @Override
  public void close() {
    store.close();
  }
}
