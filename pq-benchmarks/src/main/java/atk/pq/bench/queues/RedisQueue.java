package atk.pq.bench.queues;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Redis streams with a consumer group, and a flush before every answer. A finish is one round trip:
 * both of its commands are sent together. Many are put or finished by one transaction, sent in one
 * write: else Redis would flush once for each part of it that it reads.
 */
final class RedisQueue implements Contender {
  private final Server server;

  RedisQueue(Path folder) throws IOException, InterruptedException {
    server =
        new Server(
            folder,
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
    if (server.isOwn()) {
      try (Server.Line line = server.connect()) {
        line.send(command("XGROUP", "CREATE", "q", "g", "0", "MKSTREAM"));
        answer(line);
      }
    }
  }

  @Override
  public Caller caller() throws IOException {
    return new OwnConnection(server.connect());
  }

  private record OwnConnection(Server.Line line) implements Caller {
    @Override
    public void put(String item) throws IOException {
      line.send(command("XADD", "q", "*", "i", item));
      answer(line);
    }

    @Override
    public void putAll(List<String> items) throws IOException {
      StringBuilder commands = new StringBuilder(command("MULTI"));
      items.forEach(item -> commands.append(command("XADD", "q", "*", "i", item)));
      line.send(commands.append(command("EXEC")).toString());
      for (int i = 0; i < items.size() + 2; i++) {
        answer(line);
      }
    }

    @Override
    public boolean finishOne() throws IOException {
      return finishSome(1) == 1;
    }

    @Override
    public int finishSome(int max) throws IOException {
      line.send(command("XREADGROUP", "GROUP", "g", "c", "COUNT", "" + max, "STREAMS", "q", ">"));
      if (!(answer(line) instanceof List<?> streams)) {
        return 0;
      }
      List<?> entries = (List<?>) ((List<?>) streams.get(0)).get(1);
      List<String> ids = entries.stream().map(one -> (String) ((List<?>) one).get(0)).toList();
      String finish = command(List.of("XACK", "q", "g"), ids) + command(List.of("XDEL", "q"), ids);
      boolean isLong = ids.size() > 1;
      line.send(isLong ? command("MULTI") + finish + command("EXEC") : finish);
      for (int i = 0; i < (isLong ? 4 : 2); i++) {
        answer(line);
      }
      return ids.size();
    }

    @Override
    public void close() throws IOException {
      line.close();
    }
  }

  private static String command(String... words) {
    return command(List.of(words), List.of());
  }

  private static String command(List<String> words, List<String> ids) {
    StringBuilder command = new StringBuilder("*" + (words.size() + ids.size()) + "\r\n");
    Consumer<String> add =
        word ->
            command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    words.forEach(add);
    ids.forEach(add);
    return command.toString();
  }

  /** A text, a list of answers, or null. */
  private static @Nullable Object answer(Server.Line line) throws IOException {
    String head = line.line();
    switch (head.charAt(0)) {
      case '-':
        throw new IOException("Redis answers " + head);
      case '$':
        int length = Integer.parseInt(head.substring(1));
        return length < 0 ? null : line.block(length);
      case '*':
        int count = Integer.parseInt(head.substring(1));
        List<@Nullable Object> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          answers.add(answer(line));
        }
        return count < 0 ? null : answers;
      default:
        return head.substring(1);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
