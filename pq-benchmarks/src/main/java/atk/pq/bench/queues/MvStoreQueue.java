package atk.pq.bench.queues;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

  private final class MutexCaller implements InBatches {
    @Override
    public void putAll(List<String> items) {
      synchronized (store) {
        for (String item : items) {
          waiting.put(++last, item);
        }
        flush();
      }
    }

    @Override
    public int finishSome(int max) {
      List<Long> numbers = new ArrayList<>();
      synchronized (store) {
        Iterator<Long> first = waiting.keyIterator(null);
        while (numbers.size() < max && first.hasNext()) {
          numbers.add(first.next());
        }
        for (long number : numbers) {
          taken.put(number, waiting.remove(number));
        }
      }
      if (!numbers.isEmpty()) {
        synchronized (store) {
          numbers.forEach(taken::remove);
          flush();
        }
      }
      return numbers.size();
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
