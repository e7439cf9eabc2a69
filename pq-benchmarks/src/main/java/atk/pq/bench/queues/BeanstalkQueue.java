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
            port ->
                List.of(
                    "beanstalkd", "-l", "127.0.0.1", "-p", "" + port, "-b", "" + folder, flush));
  }

  @Override
  public Caller caller() throws IOException {
    return new OwnConnection(server.connect());
  }

  private record OwnConnection(Server.Line line) implements OneByOne {
    @Override
    public void put(String item) throws IOException {
      line.send("put 0 0 300 " + item.length() + "\r\n" + item + "\r\n");
      expect("INSERTED", line.line());
    }

    @Override
    public boolean finishOne() throws IOException {
      line.send("reserve-with-timeout 0\r\n");
      String answer = line.line();
      if (answer.equals("TIMED_OUT")) {
        return false;
      }
      expect("RESERVED", answer);
      String[] words = answer.split(" ");
      line.block(Integer.parseInt(words[2]));
      line.send("delete " + words[1] + "\r\n");
      expect("DELETED", line.line());
      return true;
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
