package atk.pq.sqlite;

import atk.pq.internal.Log;
import atk.pq.spi.Engine.Subscription;
import atk.pq.spi.Engine.Wake;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Wakes waiting consumers of other processes. A small mapped file beside the database holds one
 * counter a {@link Wake}; each commit that made items ready (or ended some) bumps it after it
 * became visible. While somebody here waits, one thread looks at the counters every millisecond,
 * every five after ten idle seconds, and five times a second at SQLite's {@code data_version},
 * which also tells of writers that know no wake file and of a kill between commit and bump.
 */
final class WakeFile implements AutoCloseable {
  private static final VarHandle COUNTER =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long BRISK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long IDLE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SAFETY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ByteBuffer counters;
  private final SafetyNet safetyNet;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final long[] own = new long[Wake.values().length];
  private @Nullable Thread poller;
  private volatile boolean closed;

  /** Tells a number that changes when another connection has committed. */
  interface SafetyNet {
    long dataVersion() throws SQLException;
  }

  /** Somebody who waits. */
  private record Subscriber(Wake what, Runnable action) {}

  private WakeFile(ByteBuffer counters, SafetyNet safetyNet) {
    this.counters = counters;
    this.safetyNet = safetyNet;
  }

  /** Opens the file, making it where it is missing; without it only the safety net is left. */
  static WakeFile open(Path file, SafetyNet safetyNet) {
    int size = Wake.values().length * Long.BYTES;
    try (FileChannel channel =
        FileChannel.open(
            file,
            EnumSet.of(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            SqliteFile.OWNER_ONLY)) {
      if (channel.size() < size) {
        channel.write(ByteBuffer.allocate(size), 0); // a hole could not be filled on a full disk
      }
      return new WakeFile(channel.map(MapMode.READ_WRITE, 0, size), safetyNet);
    } catch (IOException e) {
      Log.warn("the wake file " + file + " cannot be used; waiting consumers wake later", e);
      return new WakeFile(ByteBuffer.allocateDirect(size), safetyNet);
    }
  }

  /** Tells the other processes; called by who commits, and who waits here is told by itself. */
  void ring(Wake what) {
    synchronized (own) {
      own[what.ordinal()]++;
      COUNTER.getAndAdd(counters, what.ordinal() * Long.BYTES, 1L);
    }
  }

  /** How often others rang. */
  private long rings(Wake what) {
    synchronized (own) {
      long all = (long) COUNTER.getVolatile(counters, what.ordinal() * Long.BYTES);
      return all - own[what.ordinal()];
    }
  }

  Subscription subscribe(Wake what, Runnable action) {
    Subscriber subscriber = new Subscriber(what, action);
    subscribers.add(subscriber);
    start();
    return () -> subscribers.remove(subscriber);
  }

  private synchronized void start() {
    if (poller == null && !closed) {
      poller = new Thread(this::poll, "pq-wake");
      poller.setDaemon(true);
      poller.start();
    }
    LockSupport.unpark(poller);
  }

  private void poll() {
    long[] seen = new long[own.length];
    long[] version = {-1};
    long heardAt = System.nanoTime();
    long checkedAt = heardAt - SAFETY_NANOS;
    for (Wake what : Wake.values()) {
      seen[what.ordinal()] = rings(what);
    }
    while (!closed) {
      if (subscribers.isEmpty()) {
        LockSupport.park(this);
        heardAt = System.nanoTime();
        continue;
      }
      boolean heard = false;
      for (Wake what : Wake.values()) {
        long rings = rings(what);
        if (rings != seen[what.ordinal()]) {
          seen[what.ordinal()] = rings;
          heard = true;
          tell(what);
        }
      }
      long now = System.nanoTime();
      if (now - checkedAt >= SAFETY_NANOS) {
        checkedAt = now;
        checkVersion(version[0], changed -> version[0] = changed);
      }
      heardAt = heard ? now : heardAt;
      LockSupport.parkNanos(this, now - heardAt > IDLE_AFTER_NANOS ? IDLE_NANOS : BRISK_NANOS);
    }
  }

  private void checkVersion(long before, LongConsumer onChange) {
    try {
      long version = safetyNet.dataVersion();
      if (version != before) {
        onChange.accept(version);
        for (Wake what : Wake.values()) {
          tell(what);
        }
      }
    } catch (SQLException | RuntimeException e) {
      Log.debug("data_version could not be read: " + e);
    }
  }

  /** Wakes who waits here. */
  void tell(Wake what) {
    for (Subscriber subscriber : subscribers) {
      if (subscriber.what() == what) {
        subscriber.action().run();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Thread thread;
    synchronized (this) {
      thread = poller;
    }
    if (thread == null) {
      return;
    }
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
