package atk.pq.bench.queues;

import java.nio.file.Path;
import java.util.List;

/**
 * Who takes part.
 *
 * @param name as in the tables
 * @param kind what it is to Pq
 * @param durability what has happened when a put or a finish is answered
 * @param opener opens it
 */
public record Entrant(String name, Kind kind, String durability, Opener opener) {

  /** What an entrant is to Pq. */
  public enum Kind {
    /** Pq itself, as it comes or in another state. */
    PQ,
    /** No queue, but what bounds one. */
    LIMIT,
    /** Inside the process. */
    EMBEDDED,
    /** A server of its own. */
    SERVER,
    /** As a server, and answers before anything is on disk. */
    UNFLUSHED_SERVER
  }

  /** From so many on they are served faster by Redis through one connection. */
  private static final int MANY = 64;

  private static final int MOST_CONNECTIONS = 256;

  /** Opens an entrant in an empty folder of its own. */
  public interface Opener {
    /** Opens it; closing the result ends all it started. */
    Contender open(Path folder) throws Exception;
  }

  /** Pq as it comes. */
  public static final Entrant PQ =
      new Entrant("Pq", Kind.PQ, "flush", folder -> PqQueue.open(folder, PqState.EMPTY));

  /** The limit of the disk. */
  public static final Entrant FLUSH_LOOP =
      new Entrant("append + flush", Kind.LIMIT, "flush", FlushLoop::new);

  /** The limit of SQLite through Java. */
  public static final Entrant JDBC_LOOP =
      new Entrant(
          "JDBC loop by hand", Kind.LIMIT, "flush", folder -> new JdbcLoop(folder, PqState.EMPTY));

  /** The same in a file of Pq: what of the distance to the limit is the table's. */
  public static final Entrant LOOP_ON_PQ =
      new Entrant("JDBC loop by hand, table of Pq", Kind.LIMIT, "flush", JdbcLoop::onTableOfPq);

  /** What one writes first. */
  public static final Entrant NAIVE =
      new Entrant("naive SQLite", Kind.EMBEDDED, "flush", NaiveSqlite::new);

  /** PostgreSQL, a connection for each caller. */
  public static final Entrant POSTGRESQL =
      new Entrant(
          "PostgreSQL SKIP LOCKED", Kind.SERVER, "flush", folder -> new PostgresQueue(folder, 0));

  /** PostgreSQL for more callers than it has connections to give. */
  private static final Entrant POSTGRESQL_POOL =
      new Entrant(
          POSTGRESQL.name + ", 64 connections",
          Kind.SERVER,
          "flush",
          folder -> new PostgresQueue(folder, 64));

  /** A pool of a few connections for all callers. */
  public static final Entrant POOL =
      new Entrant("SQLite, pool of 8", Kind.EMBEDDED, "flush", PooledSqlite::new);

  /** db-scheduler, which has handlers too. */
  public static final Entrant DB_SCHEDULER =
      new Entrant("db-scheduler on SQLite", Kind.EMBEDDED, "flush", DbSchedulerQueue::new);

  private static final Entrant REDIS =
      new Entrant(
          "Redis, appendfsync always",
          Kind.SERVER,
          "flush",
          folder -> new RedisQueue(folder, false));

  private static final Entrant REDIS_PIPELINE =
      new Entrant(
          REDIS.name + ", one connection",
          Kind.SERVER,
          "flush",
          folder -> new RedisQueue(folder, true));

  private static final Entrant MVSTORE =
      new Entrant("H2 MVStore", Kind.EMBEDDED, "flush", MvStoreQueue::new);

  private static final Entrant TAPE =
      new Entrant("Square Tape 2", Kind.EMBEDDED, "O_DSYNC writes", TapeQueue::new);

  private static final List<Entrant> OTHERS =
      List.of(
          NAIVE,
          POOL,
          MVSTORE,
          TAPE,
          DB_SCHEDULER,
          POSTGRESQL,
          REDIS,
          new Entrant(
              "beanstalkd -f0", Kind.SERVER, "flush", folder -> new BeanstalkQueue(folder, "-f0")),
          new Entrant(
              "beanstalkd -F",
              Kind.UNFLUSHED_SERVER,
              "none: may lose all",
              folder -> new BeanstalkQueue(folder, "-F")));

  /** All queues but Pq, those that are not installed left out. */
  public static List<Entrant> others() {
    return OTHERS.stream().filter(Entrant::isInstalled).toList();
  }

  /** The same as they do best with so many callers of one process. */
  public static List<Entrant> others(int callers) {
    return others().stream().map(one -> one.of(callers)).toList();
  }

  private Entrant of(int callers) {
    if (this == REDIS && callers >= MANY) {
      return REDIS_PIPELINE;
    }
    return this == POSTGRESQL && callers > MOST_CONNECTIONS ? POSTGRESQL_POOL : this;
  }

  /** Those of the others that several processes can share. */
  public static List<Entrant> othersOfProcesses() {
    return others().stream().filter(one -> one != MVSTORE && one != TAPE).toList();
  }

  /** Pq with this much in its file. */
  public static Entrant pq(PqState state) {
    return new Entrant("Pq, " + state, Kind.PQ, "flush", folder -> PqQueue.open(folder, state));
  }

  /** The loop by hand with so many waiting in so many queues. */
  public static Entrant loop(PqState state) {
    String name = JDBC_LOOP.name + ", " + state;
    return new Entrant(name, Kind.LIMIT, "flush", folder -> new JdbcLoop(folder, state));
  }

  /** Whether Pq is to be ahead of it: all that flush, and all that are embedded. */
  public boolean isRival() {
    return kind == Kind.EMBEDDED || kind == Kind.SERVER;
  }

  /** Whether it writes through files opened so, and its writes are its flushes. */
  public boolean writesThrough() {
    return durability.startsWith("O_DSYNC");
  }

  /** Whether what it needs is on this machine. */
  public boolean isInstalled() {
    if (this == POSTGRESQL) {
      return PostgresQueue.isInstalled();
    }
    if (isServer()) {
      return Server.isInstalled(name.startsWith("Redis") ? "redis-server" : "beanstalkd");
    }
    return true;
  }

  /** Whether it is a process of its own. */
  public boolean isServer() {
    return kind == Kind.SERVER || kind == Kind.UNFLUSHED_SERVER;
  }

  @Override
  public String toString() {
    return name;
  }
}
