package atk.pq.bench.queues;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redis streams with a consumer group, and a flush before every answer. A finish is one round trip:
 * both of its commands are sent together.
 */
final class RedisQueue implements Contender {
  private final Server server;

  RedisQueue(Path folder) throws IOException, InterruptedException {
    server =
        new Server(
            port ->
                List.of(
                    "redis-server",
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    "" + port,
                    "--dir",
                    "" + folder,
                    "--save",
                    "",
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always"));
    try (Server.Line line = server.connect()) {
      ask(line, "XGROUP", "CREATE", "q", "g", "0", "MKSTREAM");
    }
  }

  @Override
  public Caller caller() throws IOException {
    return new OwnConnection(server.connect());
  }

  private record OwnConnection(Server.Line line) implements OneByOne {
    @Override
    public void put(String item) throws IOException {
      ask(line, "XADD", "q", "*", "i", item);
    }

    @Override
    public boolean finishOne() throws IOException {
      String id = ask(line, "XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "STREAMS", "q", ">");
      if (id == null) {
        return false;
      }
      line.send(command("XACK", "q", "g", id) + command("XDEL", "q", id));
      answer(line);
      answer(line);
      return true;
    }

    @Override
    public void close() throws IOException {
      line.close();
    }
  }

  /**
   * Sends a command; the first text of its answer that is an entry's number, or the last, or null.
   */
  private static @Nullable String ask(Server.Line line, String... words) throws IOException {
    line.send(command(words));
    return answer(line);
  }

  private static String command(String... words) {
    StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return command.toString();
  }

  private static @Nullable String answer(Server.Line line) throws IOException {
    String head = line.line();
    int number =
        head.charAt(0) == '*' || head.charAt(0) == '$' ? Integer.parseInt(head.substring(1)) : 0;
    switch (head.charAt(0)) {
      case '-':
        throw new IOException("Redis answers " + head);
      case '$':
        return number < 0 ? null : line.block(number);
      case '*':
        String found = null;
        for (int i = 0; i < number; i++) {
          String part = answer(line);
          boolean isId = part != null && part.matches("\\d+-\\d+");
          found = found == null || (isId && !found.matches("\\d+-\\d+")) ? part : found;
        }
        return found;
      default:
        return head.substring(1);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
