package atk.pq.bench.queues;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The limit of the disk: each put is appended to a file and flushed, and that is all. */
final class FlushLoop implements Contender {
  private final FileChannel file;

  FlushLoop(Path folder) throws IOException {
    file =
        FileChannel.open(
            folder.resolve("append.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public Caller caller() {
    return new Appender();
  }

  private final class Appender implements Caller {
    @Override
    public void put(String item) throws IOException {
      putAll(List.of(item));
    }

    @Override
    public void putAll(List<String> items) throws IOException {
      String lines = String.join("\n", items) + "\n";
      ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(false);
    }

    @Override
    public boolean finishOne() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int finishSome(int max) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
