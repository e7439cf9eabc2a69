package atk.pq.bench.queues;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * db-scheduler on SQLite. A put schedules a one-time task for now; its execution, which does
 * nothing, is get and finish. It has no way to ask for one: a consumer waits for the end of an
 * execution instead, and as many threads execute as there are consumers, up to 64.
 *
 * <p>This release does not know SQLite by itself (a later one does). What that one does is set
 * here: times as numbers in UTC, the limit of a query in SQLite's words, and fetching without
 * locks. Its settings are those that suit it best: immediate execution, polls every 10 ms, and one
 * connection, which callers wait for in Java rather than in SQLite's busy handler.
 */
final class DbSchedulerQueue implements Contender {
  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS scheduled_tasks (
            task_name TEXT NOT NULL, task_instance TEXT NOT NULL, task_data BLOB,
            execution_time TIMESTAMP NOT NULL, picked INTEGER NOT NULL, picked_by TEXT,
            last_success TIMESTAMP, last_failure TIMESTAMP, consecutive_failures INTEGER,
            last_heartbeat TIMESTAMP, version INTEGER NOT NULL, priority INTEGER,
            PRIMARY KEY (task_name, task_instance))""",
          "CREATE INDEX IF NOT EXISTS execution_time ON scheduled_tasks (execution_time)",
          "CREATE INDEX IF NOT EXISTS last_heartbeat ON scheduled_tasks (last_heartbeat)");

  private static final long PROCESS = ProcessHandle.current().pid();

  private static final int MOST_THREADS = 64;

  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  private final HikariDataSource pool;
  private final OneTimeTask<String> task;
  private final SchedulerClient client;
  private final AtomicLong scheduled = new AtomicLong();
  private final AtomicLong executed = new AtomicLong();
  private final Semaphore ended = new Semaphore(0);
  private volatile Runnable onItem = () -> {};
  private final AtomicLong consumers = new AtomicLong();
  private volatile @Nullable Scheduler scheduler;
  private int threads;

  DbSchedulerQueue(Path folder) throws SQLException {
    Path file = folder.resolve("scheduler.db");
    try (Connection connection = Sqlite.open(file)) {
      for (String sql : SCHEMA) {
        Sqlite.run(connection, sql);
      }
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL");
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(60_000);
    pool = new HikariDataSource(config);
    task = Tasks.oneTime("item", String.class).execute((instance, context) -> {});
    client =
        SchedulerClient.Builder.create(pool, task).jdbcCustomization(new SqliteWords()).build();
  }

  /** What differs in SQLite. */
  private static final class SqliteWords extends DefaultJdbcCustomization {
    SqliteWords() {
      super(true);
    }

    @Override
    public String getQueryLimitPart(int limit) {
      return " LIMIT " + limit;
    }

    @Override
    public boolean supportsExplicitQueryLimitPart() {
      return true;
    }
  }

  /** Is told once the end of an execution is in the database. */
  private final class Ends extends AbstractSchedulerListener {
    @Override
    public void onExecutionComplete(ExecutionComplete execution) {
      executed.incrementAndGet();
      onItem.run();
      ended.release();
    }
  }

  @Override
  public Caller caller() {
    return new SchedulingCaller();
  }

  private SchedulerClient client() {
    Scheduler running = scheduler;
    return running == null ? client : running;
  }

  private final class SchedulingCaller implements Caller {
    private boolean consumes;

    @Override
    public void put(String item) {
      client().schedule(instance(item), Instant.now(), ScheduleOptions.WHEN_EXISTS_DO_NOTHING);
    }

    @Override
    public void putAll(List<String> items) {
      client().scheduleBatch(items.stream().map(this::instance), Instant.now());
    }

    private TaskInstance<?> instance(String item) {
      return task.instance(scheduled.incrementAndGet() + "." + PROCESS, item);
    }

    @Override
    public int finishSome(int max) throws InterruptedException {
      int finished = 0;
      while (finished < max && finishOne()) {
        finished++;
      }
      return finished;
    }

    @Override
    public boolean finishOne() throws InterruptedException {
      if (!consumes) {
        consumes = true;
        execute((int) consumers.incrementAndGet());
      }
      long began = System.nanoTime();
      while (!ended.tryAcquire(10, TimeUnit.MILLISECONDS)) {
        if ((executed.get() >= scheduled.get() && ended.availablePermits() == 0)
            || System.nanoTime() - began > LONGEST_WAIT) { // another process has executed it
          return false;
        }
      }
      return true;
    }

    @Override
    public void close() {
      if (consumes && consumers.decrementAndGet() == 0) {
        rest();
      }
    }
  }

  /** Sees to it that at least so many threads execute. */
  private synchronized void execute(int count) {
    if (threads >= Math.min(count, MOST_THREADS)) {
      return;
    }
    threads = Math.min(MOST_THREADS, Math.max(count, threads * 2));
    stop();
    Scheduler next =
        Scheduler.create(pool, task)
            .jdbcCustomization(new SqliteWords())
            .threads(threads)
            .pollingInterval(Duration.ofMillis(10))
            .pollUsingFetchAndLockOnExecute(1, 3)
            .enableImmediateExecution()
            .addSchedulerListener(new Ends())
            .failureLogging(LogLevel.OFF, false)
            .build();
    next.start();
    scheduler = next;
  }

  @Override
  public AutoCloseable handlers(int count, Runnable onEach) {
    onItem = onEach;
    execute(count);
    return this::rest;
  }

  /** Executes no more until asked again: it would while others play. */
  private synchronized void rest() {
    stop();
    scheduler = null;
    threads = 0;
    onItem = () -> {};
    ended.drainPermits();
  }

  private synchronized void stop() {
    Scheduler running = scheduler;
    if (running != null) {
      running.stop();
    }
  }

  @Override
  public void close() {
    stop();
    pool.close();
  }
}
