package atk.pq.bench.queues;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One connection that many callers share: what they ask while the last was written is the next
 * write, and the answers come in the order asked. Clients of Redis do the same for many threads.
 */
final class RedisPipeline implements RedisQueue.Asker, AutoCloseable {
  private final Server.Line line;
  private final BlockingQueue<Request> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Request> sent = new LinkedBlockingQueue<>();
  private final List<Thread> threads;
  private volatile @Nullable IOException broken;

  /** Commands, and what will be their answers. */
  private record Request(
      String commands, int count, CompletableFuture<List<@Nullable Object>> answers) {}

  /** What one of the two threads does over and over. */
  private interface Turn {
    void take() throws IOException, InterruptedException;
  }

  RedisPipeline(Server.Line line) {
    this.line = line;
    threads = List.of(new Thread(() -> loop(this::write)), new Thread(() -> loop(this::read)));
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
  }

  @Override
  public List<@Nullable Object> ask(String commands, int count)
      throws IOException, InterruptedException {
    Request request = new Request(commands, count, new CompletableFuture<>());
    asked.add(request);
    IOException why = broken;
    if (why != null) {
      throw new IOException(why);
    }
    try {
      return request.answers.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private void loop(Turn turn) {
    try {
      while (true) {
        turn.take();
      }
    } catch (IOException e) {
      broken = e;
      fail(asked, e);
      fail(sent, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private static void fail(BlockingQueue<Request> requests, IOException e) {
    requests.forEach(request -> request.answers.completeExceptionally(e));
  }

  private void write() throws IOException, InterruptedException {
    List<Request> next = new ArrayList<>();
    next.add(asked.take());
    asked.drainTo(next);
    StringBuilder commands = new StringBuilder();
    next.forEach(request -> commands.append(request.commands));
    sent.addAll(next);
    line.send(commands.toString());
  }

  private void read() throws IOException, InterruptedException {
    Request request = sent.take();
    try {
      request.answers.complete(RedisQueue.answers(line, request.count));
    } catch (IOException e) {
      request.answers.completeExceptionally(e);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    threads.forEach(Thread::interrupt);
    line.close();
  }
}
