package atk.pq.postgresql;

import atk.pq.internal.Log;
import atk.pq.spi.Engine.Subscription;
import atk.pq.spi.Engine.Wake;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Wakes consumers of other processes, and is woken by them.
 *
 * <p>One thread tells: NOTIFY takes a lock of the whole server when it commits, so it is never part
 * of a put's transaction, and many commits share one. One thread listens, on a connection of its
 * own, while anybody is subscribed and a little longer. When nothing was heard for about a second,
 * everybody is told to look all the same: notifications are lost at a failover.
 */
final class PostgresqlWake implements AutoCloseable {
  private static final long DEBOUNCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int LOOK_MILLIS = 800;
  private static final int JITTER_MILLIS = 400;

  private final PostgresqlConnections connections;
  private final String self = UUID.randomUUID().toString();
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private volatile boolean tellReady;
  private volatile boolean tellEnded;
  private volatile boolean isClosed;
  private @Nullable Thread teller;
  private @Nullable Thread listener;
  private volatile @Nullable Connection listening;

  PostgresqlWake(PostgresqlConnections connections) {
    this.connections = connections;
  }

  private record Subscriber(Wake what, Runnable action) {}

  // ---- telling

  /** Has the other processes told, soon. */
  void tell(boolean readied, boolean ended) {
    if (!readied && !ended) {
      return;
    }
    tellReady |= readied;
    tellEnded |= ended;
    LockSupport.unpark(teller());
  }

  private synchronized Thread teller() {
    if (teller == null) {
      teller = start("pq-teller", this::tellOthers);
    }
    return teller;
  }

  private void tellOthers() {
    while (!isClosed) {
      if (!tellReady && !tellEnded) {
        LockSupport.park(this);
        continue;
      }
      boolean ready = tellReady;
      boolean ended = tellEnded;
      tellReady = false;
      tellEnded = false;
      try (Connection connection = connections.writer()) {
        notify(connection, ready, Wake.READY);
        notify(connection, ended, Wake.ENDED);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        Log.debug("could not wake other processes; they look once a second: " + e);
      }
      LockSupport.parkNanos(this, DEBOUNCE_NANOS);
    }
  }

  private void notify(Connection connection, boolean wanted, Wake what) throws SQLException {
    if (wanted) {
      new Statements(connection).query(PostgresqlSql.NOTIFY, row -> {}, channel(what), self);
    }
  }

  private static String channel(Wake what) {
    return switch (what) {
      case READY -> "pq_ready";
      case ENDED -> "pq_ended";
    };
  }

  // ---- listening

  Subscription subscribe(Wake what, Runnable action) {
    Subscriber subscriber = new Subscriber(what, action);
    subscribers.add(subscriber);
    listen();
    return () -> subscribers.remove(subscriber);
  }

  private synchronized void listen() {
    if (listener == null && !isClosed) {
      listener = start("pq-listener", this::listenToOthers);
    }
  }

  private void listenToOthers() {
    long wantedAt = System.nanoTime();
    while (!isClosed) {
      try (Connection connection = connections.listener()) {
        listening = connection;
        new Statements(connection).run(PostgresqlSql.LISTEN_READY);
        new Statements(connection).run(PostgresqlSql.LISTEN_ENDED);
        wakeAll();
        PGConnection server = connection.unwrap(PGConnection.class);
        while (!isClosed) {
          hear(server.getNotifications(lookMillis()));
          wantedAt = subscribers.isEmpty() ? wantedAt : System.nanoTime();
          if (System.nanoTime() - wantedAt > LINGER_NANOS && stopListening()) {
            return;
          }
        }
      } catch (SQLException | RuntimeException e) {
        if (isClosed) {
          return;
        }
        Log.debug("the connection that listens was lost and is opened again: " + e);
        wakeAll();
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(lookMillis() / 2));
      }
    }
  }

  private static int lookMillis() {
    return LOOK_MILLIS + ThreadLocalRandom.current().nextInt(JITTER_MILLIS);
  }

  private synchronized boolean stopListening() {
    if (!subscribers.isEmpty()) {
      return false;
    }
    listener = null;
    return true;
  }

  private void hear(PGNotification @Nullable [] heard) {
    if (heard == null || heard.length == 0) {
      wakeAll();
      return;
    }
    for (Wake what : Wake.values()) {
      for (PGNotification one : heard) {
        if (one.getName().equals(channel(what)) && !one.getParameter().equals(self)) {
          wake(what);
          break;
        }
      }
    }
  }

  /** Wakes who waits here. */
  void wakeAll() {
    for (Wake what : Wake.values()) {
      wake(what);
    }
  }

  private void wake(Wake what) {
    for (Subscriber subscriber : subscribers) {
      if (subscriber.what() == what) {
        subscriber.action().run();
      }
    }
  }

  // ---- threads

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    Connection connection = listening;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        Log.debug("the connection that listens could not be closed: " + e);
      }
    }
    if (teller != null) {
      LockSupport.unpark(teller);
    }
  }
}
