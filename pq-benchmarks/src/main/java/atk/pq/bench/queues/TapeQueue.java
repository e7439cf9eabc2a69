package atk.pq.bench.queues;

import com.squareup.tape2.QueueFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** Square Tape 2: a ring in a file, written through; one process, no leases. */
final class TapeQueue implements Contender {
  private final QueueFile file;

  TapeQueue(Path folder) throws IOException {
    file = new QueueFile.Builder(folder.resolve("queue.tape").toFile()).zero(false).build();
  }

  @Override
  public Caller caller() {
    return new MutexCaller();
  }

  /** There is no way to add many: each is written by itself. Many are removed by one write. */
  private final class MutexCaller implements InBatches {
    @Override
    public void putAll(List<String> items) throws IOException {
      synchronized (file) {
        for (String item : items) {
          file.add(item.getBytes(StandardCharsets.UTF_8));
        }
      }
    }

    @Override
    public boolean finishOne() throws IOException {
      synchronized (file) {
        if (file.peek() == null) {
          return false;
        }
        file.remove();
        return true;
      }
    }

    @Override
    public int finishSome(int max) throws IOException {
      synchronized (file) {
        int count = 0;
        for (Iterator<byte[]> first = file.iterator(); count < max && first.hasNext(); count++) {
          if (first.next().length == 0) {
            throw new IllegalStateException("the payload is gone");
          }
        }
        if (count > 0) {
          file.remove(count);
        }
        return count;
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
