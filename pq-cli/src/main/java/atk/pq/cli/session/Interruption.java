package atk.pq.cli.session;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a long command end cleanly on SIGINT and SIGTERM: the signal interrupts its thread, and the
 * process waits a bounded time for the command to finish. It then ends with 128 + the signal (130,
 * 143), as is usual.
 */
public final class Interruption implements AutoCloseable {
  private final CountDownLatch hasEnded = new CountDownLatch(1);
  private final PrintStream out;
  private final Thread hook;

  private Interruption(Thread command, PrintStream out, Duration atMost) {
    this.out = out;
    hook =
        new Thread(
            () -> {
              command.interrupt();
              try {
                hasEnded.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "pq-interruption");
  }

  static Interruption ofThisThread(PrintStream out, Duration atMost) {
    Interruption interruption = new Interruption(Thread.currentThread(), out, atMost);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Says that the command has finished; what it printed is handed on first. */
  @Override
  public void close() {
    out.flush();
    hasEnded.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending: the hook is what we are answering
    }
  }
}
