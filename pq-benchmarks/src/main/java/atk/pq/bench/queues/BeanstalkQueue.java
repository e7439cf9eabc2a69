package atk.pq.bench.queues;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The server beanstalkd with a log. Its answers to puts and deletes follow the write to it. */
final class BeanstalkQueue implements Contender {
  private final Server server;

  /**
   * @param flush {@code -f0} for a flush of every write, {@code -F} for none
   */
  BeanstalkQueue(Path folder, String flush) throws IOException, InterruptedException {
    server =
        new Server(
            folder,
            port ->
                List.of(
                    "beanstalkd", "-l", "127.0.0.1", "-p", "" + port, "-b", "" + folder, flush));
  }

  @Override
  public Caller caller() throws IOException {
    return new OwnConnection(server.connect());
  }

  /** Commands for many are sent in one write, and answered one by one. */
  private record OwnConnection(Server.Line line) implements InBatches {
    @Override
    public void putAll(List<String> items) throws IOException {
      StringBuilder commands = new StringBuilder();
      for (String item : items) {
        commands.append("put 0 0 300 ").append(item.length()).append("\r\n");
        commands.append(item).append("\r\n");
      }
      line.send(commands.toString());
      for (int i = 0; i < items.size(); i++) {
        expect("INSERTED", line.line());
      }
    }

    @Override
    public int finishSome(int max) throws IOException {
      line.send("reserve-with-timeout 0\r\n".repeat(max));
      StringBuilder deletes = new StringBuilder();
      int reserved = 0;
      for (int i = 0; i < max; i++) {
        String answer = line.line();
        if (!answer.equals("TIMED_OUT")) {
          expect("RESERVED", answer);
          String[] words = answer.split(" ");
          line.block(Integer.parseInt(words[2]));
          deletes.append("delete ").append(words[1]).append("\r\n");
          reserved++;
        }
      }
      if (reserved > 0) {
        line.send(deletes.toString());
      }
      for (int i = 0; i < reserved; i++) {
        expect("DELETED", line.line());
      }
      return reserved;
    }

    private static void expect(String wanted, String answer) throws IOException {
      if (!answer.startsWith(wanted)) {
        throw new IOException("beanstalkd answers " + answer);
      }
    }

    @Override
    public void close() throws IOException {
      line.close();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
