package atk.pq.bench.queues;

import com.squareup.tape2.QueueFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

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

  private final class MutexCaller implements OneByOne {
    @Override
    public void put(String item) throws IOException {
      synchronized (file) {
        file.add(item.getBytes(StandardCharsets.UTF_8));
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
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
