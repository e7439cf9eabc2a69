package atk.pq;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to connect, and the defaults of what is done over the connection. Immutable and safe to share
 * between threads; made by {@link #builder}, which states each default.
 */
public final class PqConfig {
  private final String dbName;
  private final String dbType;
  private final boolean create;
  private final String queue;
  private final Duration lease;
  private final int maxSubmissions;
  private final Duration retryDelay;
  private final Duration retryDelayMax;
  private final @Nullable Duration retention;
  private final int maxItemBytes;
  private final Durability durability;
  private final Duration busyTimeout;
  private final boolean allowNetworkFileSystem;
  private final boolean shareDatabase;
  private final @Nullable Path filesFolder;
  private final Clock clock;
  private final List<PqListener> listeners;

  private PqConfig(Builder b) {
    dbName = b.dbName;
    dbType = b.dbType;
    create = b.create;
    queue = b.queue;
    lease = b.lease;
    maxSubmissions = b.maxSubmissions;
    retryDelay = b.retryDelay;
    retryDelayMax = b.retryDelayMax;
    retention = b.retention;
    maxItemBytes = b.maxItemBytes;
    durability = b.durability;
    busyTimeout = b.busyTimeout;
    allowNetworkFileSystem = b.allowNetworkFileSystem;
    shareDatabase = b.shareDatabase;
    filesFolder = b.filesFolder;
    clock = b.clock;
    listeners = List.copyOf(b.listeners);
  }

  /**
   * Starts a configuration for a database.
   *
   * @param dbName a file ({@code jobs.db}) or a URL ({@code sqlite:jobs.db}, {@code
   *     postgresql://host/db}); settings may follow as {@code ?lease=30s&maxSubmissions=5}
   * @throws InvalidRequestException if the name is blank, or a setting unknown or malformed
   */
  public static Builder builder(String dbName) {
    return DbUrl.parse(dbName);
  }

  /** The file or server address, without scheme and settings. */
  public String dbName() {
    return dbName;
  }

  /**
   * The database as messages name it: a server without user, password and the settings that do not
   * choose the queue.
   */
  public String displayName() {
    return dbType.equals("sqlite") ? dbName : DbUrl.displayName(dbName);
  }

  /** The engine: {@code sqlite} or {@code postgresql}. */
  public String dbType() {
    return dbType;
  }

  public boolean create() {
    return create;
  }

  public String queue() {
    return queue;
  }

  public Duration lease() {
    return lease;
  }

  public int maxSubmissions() {
    return maxSubmissions;
  }

  public Duration retryDelay() {
    return retryDelay;
  }

  public Duration retryDelayMax() {
    return retryDelayMax;
  }

  public @Nullable Duration retention() {
    return retention;
  }

  public int maxItemBytes() {
    return maxItemBytes;
  }

  public Durability durability() {
    return durability;
  }

  public Duration busyTimeout() {
    return busyTimeout;
  }

  public boolean allowNetworkFileSystem() {
    return allowNetworkFileSystem;
  }

  public boolean shareDatabase() {
    return shareDatabase;
  }

  /** Where the files lie that are too large for the database; null for beside the database. */
  public @Nullable Path filesFolder() {
    return filesFolder;
  }

  public Clock clock() {
    return clock;
  }

  public List<PqListener> listeners() {
    return listeners;
  }

  /** The settings that a queue starts with when this configuration is the first to use it. */
  public QueueSettings newQueueSettings(String queueName) {
    return new QueueSettings(
        Limits.queueName(queueName),
        lease,
        maxSubmissions,
        retryDelay,
        retryDelayMax,
        retention,
        false);
  }

  /** Builds a {@link PqConfig}. Not safe for several threads at once. */
  public static final class Builder {
    private final String dbName;
    private String dbType;
    private boolean create = true;
    private String queue = "default";
    private Duration lease = Duration.ofMinutes(5);
    private int maxSubmissions = 3;
    private Duration retryDelay = Duration.ofSeconds(1);
    private Duration retryDelayMax = Duration.ofMinutes(5);
    private @Nullable Duration retention;
    private int maxItemBytes = 1024 * 1024;
    private Durability durability = Durability.FLUSH;
    private Duration busyTimeout = Duration.ofSeconds(30);
    private boolean allowNetworkFileSystem;
    private boolean shareDatabase;
    private @Nullable Path filesFolder;
    private Clock clock = Clock.systemUTC();
    private final List<PqListener> listeners = new ArrayList<>();

    Builder(String dbName, String dbType) {
      this.dbName = dbName;
      this.dbType = dbType;
    }

    /** The engine, {@code sqlite} or {@code postgresql}; by default what the name says. */
    public Builder dbType(String newDbType) {
      dbType = newDbType;
      return this;
    }

    /** Whether a missing file may be created; true by default. */
    public Builder create(boolean mayCreate) {
      create = mayCreate;
      return this;
    }

    /** The queue of calls that name none; {@code default} by default. */
    public Builder queue(String name) {
      queue = Limits.queueName(name);
      return this;
    }

    /** The lease of queues that this configuration makes; 5 minutes by default. */
    public Builder lease(Duration newLease) {
      lease = Limits.atLeast("lease", newLease, Duration.ofMillis(1));
      return this;
    }

    /** How many submissions may crash, for queues that this configuration makes; 3 by default. */
    public Builder maxSubmissions(int most) {
      if (most < 1) {
        throw new InvalidRequestException("max submissions is " + most + "; it must be at least 1");
      }
      maxSubmissions = most;
      return this;
    }

    /**
     * The rest after a first crash, doubling up to {@code most}, for queues that this configuration
     * makes; 1 s doubling to 5 min by default.
     */
    public Builder retryDelay(Duration first, Duration most) {
      retryDelay = Limits.atLeast("retry delay", first, Duration.ZERO);
      retryDelayMax = Limits.atLeast("longest retry delay", most, Duration.ZERO);
      return this;
    }

    /** How long sweeps keep Processed items of queues that this makes; for ever by default. */
    public Builder retention(@Nullable Duration newRetention) {
      if (newRetention != null) {
        Limits.atLeast("retention", newRetention, Duration.ZERO);
      }
      retention = newRetention;
      return this;
    }

    /** The longest item in bytes of UTF-8; 1 MiB by default, at most 64 MiB. */
    public Builder maxItemBytes(int most) {
      if (most < 1 || most > 64 * 1024 * 1024) {
        throw new InvalidRequestException(
            "max item bytes is " + most + "; it must be 1 to 67108864 (64 MiB)");
      }
      maxItemBytes = most;
      return this;
    }

    /** What an acknowledgement means; {@link Durability#FLUSH} by default. */
    public Builder durability(Durability newDurability) {
      durability = newDurability;
      return this;
    }

    /** How long a call waits for other processes before {@link QueueBusyException}; 30 s. */
    public Builder busyTimeout(Duration most) {
      busyTimeout = Limits.atLeast("busy timeout", most, Duration.ZERO);
      return this;
    }

    /** Whether a network file system is accepted, at the caller's risk; false by default. */
    public Builder allowNetworkFileSystem(boolean allow) {
      allowNetworkFileSystem = allow;
      return this;
    }

    /** Whether the queue may live in a database that holds the caller's own tables; false. */
    public Builder shareDatabase(boolean share) {
      shareDatabase = share;
      return this;
    }

    /**
     * Where files above 64 KiB lie, and the folders of the claims; by default {@code <db>.files}
     * beside a database that is a file. A database on a server has no default: name a folder that
     * all producers and consumers of files share.
     */
    public Builder filesFolder(Path folder) {
      filesFolder = folder;
      return this;
    }

    /** The clock of an embedded engine; the system's by default. For tests. */
    public Builder clock(Clock newClock) {
      clock = newClock;
      return this;
    }

    /** Adds someone to tell about what this process does. */
    public Builder listener(PqListener listener) {
      listeners.add(listener);
      return this;
    }

    public PqConfig build() {
      return new PqConfig(this);
    }
  }
}
