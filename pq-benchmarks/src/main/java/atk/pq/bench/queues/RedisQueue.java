package atk.pq.bench.queues;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redis streams with a consumer group, and a flush before every answer. A finish is one round trip:
 * both of its commands are sent together. Many are put or finished by one transaction, sent in one
 * write: else Redis would flush once for each part of it that it reads.
 */
final class RedisQueue implements Contender {
  private final Server server;
  private final @Nullable RedisPipeline pipeline;

  /**
   * @param isShared whether all callers share one connection; else each has its own
   */
  RedisQueue(Path folder, boolean isShared) throws IOException, InterruptedException {
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
        line.send(Resp.command("XGROUP", "CREATE", "q", "g", "0", "MKSTREAM"));
        Resp.answer(line);
      }
    }
    pipeline = isShared ? new RedisPipeline(server.connect()) : null;
  }

  @Override
  public Caller caller() throws IOException {
    if (pipeline != null) {
      return new AskingCaller(pipeline, null);
    }
    Server.Line own = server.connect();
    return new AskingCaller(
        (commands, count) -> {
          own.send(commands);
          return answers(own, count);
        },
        own);
  }

  /** Sends commands and waits for so many answers. */
  interface Asker {
    List<@Nullable Object> ask(String commands, int count) throws IOException, InterruptedException;
  }

  static List<@Nullable Object> answers(Server.Line line, int count) throws IOException {
    List<@Nullable Object> answers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      answers.add(Resp.answer(line));
    }
    return answers;
  }

  private record AskingCaller(Asker redis, Server.@Nullable Line own) implements InBatches {
    @Override
    public void put(String item) throws IOException, InterruptedException {
      redis.ask(Resp.command("XADD", "q", "*", "i", item), 1);
    }

    @Override
    public void putAll(List<String> items) throws IOException, InterruptedException {
      StringBuilder commands = new StringBuilder(Resp.command("MULTI"));
      items.forEach(item -> commands.append(Resp.command("XADD", "q", "*", "i", item)));
      redis.ask(commands.append(Resp.command("EXEC")).toString(), items.size() + 2);
    }

    @Override
    public int finishSome(int max) throws IOException, InterruptedException {
      String read =
          Resp.command("XREADGROUP", "GROUP", "g", "c", "COUNT", "" + max, "STREAMS", "q", ">");
      if (!(redis.ask(read, 1).get(0) instanceof List<?> streams)) {
        return 0;
      }
      List<?> entries = (List<?>) ((List<?>) streams.get(0)).get(1);
      List<String> ids = entries.stream().map(one -> (String) ((List<?>) one).get(0)).toList();
      String finish =
          Resp.command(List.of("XACK", "q", "g"), ids) + Resp.command(List.of("XDEL", "q"), ids);
      if (ids.size() > 1) {
        redis.ask(Resp.command("MULTI") + finish + Resp.command("EXEC"), 4);
      } else {
        redis.ask(finish, 2);
      }
      return ids.size();
    }

    @Override
    public void close() throws IOException {
      if (own != null) {
        own.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (pipeline != null) {
      pipeline.close();
    }
    server.close();
  }
}
