package atk.pq.sqlite;

import atk.pq.CorruptQueueException;
import atk.pq.Finding;
import atk.pq.Finding.Kind;
import atk.pq.PqConfig;
import atk.pq.internal.DamagedPayloads;
import atk.pq.spi.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * What can be wrong with the file. Reads all of it once; a repair closes permissions and deletes
 * leftovers, and nothing else is changed.
 */
final class SqliteCheckup {
  private static final int PAGE = 4_096;
  private static final long MIB = 1024 * 1024;
  private static final int ROWS_A_LOOK = 500;
  private static final long HELD_BACK_BYTES = 8L * 1024 * 1024;

  /** More than ever waits for the next checkpoint, if nobody is in its way. */
  private static final long NEVER_COPIED_BYTES = 64L * 1024 * 1024;

  private static final long FREE_BYTES = 16L * 1024 * 1024;
  private static final String RESCUE =
      "stop all processes, copy the file with its -wal, and restore a backup; or rescue the items"
          + " with pq export and pq import";

  private static final Duration LOCKED_LONG = Duration.ofSeconds(3);
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final SqliteFile file;
  private final Ground ground;
  private final SqliteConnections connections;
  private final SqliteReaders readers;
  private final PqConfig config;
  private final List<Finding> findings = new ArrayList<>();
  private final DamagedPayloads damaged = new DamagedPayloads();
  private long newest;

  SqliteCheckup(
      SqliteFile file,
      Ground ground,
      SqliteConnections connections,
      SqliteReaders readers,
      PqConfig config) {
    this.file = file;
    this.ground = ground;
    this.connections = connections;
    this.readers = readers;
    this.config = config;
  }

  List<Finding> run(boolean repair) throws SQLException {
    try {
      fileSystem();
      permissions(repair);
      leftovers(repair);
    } catch (IOException e) {
      add(Kind.PERMISSIONS, "cannot look at the files of " + file.path() + ": " + e, "check them");
    }
    readable(this::writeLock);
    logHeldBack(readers.read(SqliteCheckup::bytesNotCopied));
    readable(() -> readers.read(this::freePages));
    readable(() -> readers.read(this::integrity));
    readable(this::payloads);
    clock();
    return findings;
  }

  /** A look at something that may turn out to be damaged. */
  private interface Look {
    void run() throws SQLException;
  }

  private void readable(Look look) throws SQLException {
    try {
      look.run();
    } catch (SQLException e) {
      if (!(SqliteErrors.nothingHappened(e, file.path()) instanceof CorruptQueueException)) {
        throw e;
      }
      add(Kind.INTEGRITY, "a part of the file could not be read: " + e.getMessage(), RESCUE);
    }
  }

  private void add(Kind kind, String what, String remedy) {
    findings.add(new Finding(kind, what, remedy, false));
  }

  // ---- the files

  private void fileSystem() throws IOException {
    String type = ground.networkFileSystem(file.path());
    if (type != null) {
      add(
          Kind.NETWORK_FILE_SYSTEM,
          file.path() + " lies on a network file system (" + type + ")",
          "its locks and flushes cannot be trusted: move the file to a local disk, or use"
              + " PostgreSQL");
    }
  }

  private void permissions(boolean repair) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm", "-wake", "-reserve", ".files")) {
      Path one = file.sibling(suffix);
      if (!Files.exists(one)) {
        continue;
      }
      Set<PosixFilePermission> now = Files.getPosixFilePermissions(one);
      String text = PosixFilePermissions.toString(now);
      if (!now.removeAll(OTHERS)) {
        continue; // a group may be let in on purpose
      }
      Finding finding =
          new Finding(
              Kind.PERMISSIONS,
              "everybody on this machine may use " + one + " (" + text + ")",
              "chmod o= " + one,
              false);
      if (repair) {
        Files.setPosixFilePermissions(one, now);
        finding = finding.repaired();
      }
      findings.add(finding);
    }
  }

  /** Half-made files of openers and backups that were killed. */
  private void leftovers(boolean repair) throws IOException {
    String name = file.path().getFileName() + "-new-";
    Instant old = Instant.now().minus(Duration.ofHours(1));
    List<Path> found;
    try (Stream<Path> beside = Files.list(file.path().getParent())) {
      found = beside.filter(one -> one.getFileName().toString().startsWith(name)).toList();
    }
    for (Path one : found) {
      if (Files.getLastModifiedTime(one).toInstant().isAfter(old)) {
        continue;
      }
      Finding finding =
          new Finding(Kind.LEFTOVER, one + " was left by a killed process", "delete it", false);
      if (repair) {
        Files.deleteIfExists(one);
        finding = finding.repaired();
      }
      findings.add(finding);
    }
  }

  // ---- the database

  /** How much of the log is not in the file yet. */
  private static long bytesNotCopied(Statements statements) throws SQLException {
    long[] pages = {0, 0};
    statements.query(
        SqliteReadSql.LOOK_AT_LOG,
        row -> {
          pages[0] = row.getLong(2);
          pages[1] = row.getLong(3);
        });
    return (pages[0] - pages[1]) * PAGE;
  }

  private void logHeldBack(long bytes) {
    if (bytes <= HELD_BACK_BYTES) {
      return;
    }
    Set<String> holders = LogLocks.lastingReaders(file.sibling("-shm"));
    if (holders != null && holders.isEmpty() && bytes <= NEVER_COPIED_BYTES) {
      return; // the next checkpoint will copy it
    }
    String by = "a process that this system does not tell";
    if (holders != null) {
      by = holders.isEmpty() ? "nobody at the moment" : "process " + String.join(", ", holders);
    }
    add(
        Kind.LOG_HELD_BACK,
        bytes / MIB + " MiB of the log are not copied into the file yet; it is being read by " + by,
        "end the process that keeps a read transaction open (a sqlite3 shell, say)");
  }

  /** A turn keeps it for milliseconds, and who wants it gets it among many. */
  private void writeLock() throws SQLException {
    if (!connections.isWritableWithin(LOCKED_LONG)) {
      add(
          Kind.WRITE_LOCK_HELD,
          "for "
              + LOCKED_LONG.toSeconds()
              + " s nobody could write: the file is locked by "
              + LogLocks.writer(file.sibling("-shm"))
                  .map(who -> "process " + who)
                  .orElse("a process that this system does not tell"),
          "end its transaction (COMMIT or ROLLBACK in a sqlite3 shell), or the process, where it"
              + " hangs or was stopped");
    }
  }

  private boolean freePages(Statements statements) throws SQLException {
    long pages = statements.number(SqliteSql.PAGES, 0);
    long free = statements.number(SqliteSql.FREE_PAGES, 0);
    if (free * PAGE > FREE_BYTES && free > pages / 2) {
      add(
          Kind.FREE_PAGES,
          100 * free / pages + " % of the file are free pages, " + free * PAGE / MIB + " MiB",
          "nothing, if the queue will grow again: they are used first. To give them back, stop all"
              + " processes and run: sqlite3 "
              + file.path()
              + " VACUUM");
    }
    return true;
  }

  private boolean integrity(Statements statements) throws SQLException {
    statements.query(
        SqliteReadSql.INTEGRITY,
        row -> {
          if (!"ok".equals(row.getString(1))) {
            add(Kind.INTEGRITY, String.valueOf(row.getString(1)), RESCUE);
          }
        });
    return true;
  }

  private void payloads() throws SQLException {
    try {
      for (long after = 0; after >= 0; ) {
        long from = after;
        after = readers.read(statements -> payloads(statements, from));
      }
    } finally {
      damaged.finding().ifPresent(findings::add);
    }
  }

  /** Checks some payloads against their checksums; the last id, or -1 at the end. */
  private long payloads(Statements statements, long after) throws SQLException {
    long[] last = {-1};
    statements.query(
        SqliteReadSql.PAYLOADS,
        row -> {
          last[0] = row.getLong(1);
          newest = Math.max(newest, row.getLong(5));
          if (!row.getBoolean(6) || row.getBoolean(2) && isDamaged(row)) {
            damaged.add(last[0]);
          }
        },
        after,
        ROWS_A_LOOK);
    return last[0];
  }

  private static boolean isDamaged(ResultSet row) throws SQLException {
    byte[] bytes =
        row.getObject(4) instanceof byte[] content
            ? content
            : String.valueOf(row.getString(4)).getBytes(StandardCharsets.UTF_8);
    return Payload.crc(bytes) != row.getInt(3);
  }

  // ---- clocks

  /** The file system has a clock of its own, and the file remembers that of whoever wrote it. */
  private void clock() {
    Instant now = config.clock().instant();
    Instant there = timeOfFileSystem(now);
    Instant last = Instant.ofEpochMilli(newest);
    if (now.isAfter(there.plus(CLOCKS_DIFFER)) || now.isBefore(there.minus(CLOCKS_DIFFER))) {
      add(
          Kind.CLOCK,
          "the clock of this process is "
              + (now.isAfter(there) ? "ahead of" : "behind")
              + " that of the file system: "
              + now
              + " against "
              + there,
          "set the clock of this machine: leases and delays end early where it is ahead, and late"
              + " where it is behind");
    } else if (last.isAfter(now.plus(CLOCKS_DIFFER))) {
      add(
          Kind.CLOCK,
          "the file is ahead of the clock: its newest change is of " + last + ", and it is " + now,
          "set the clock of this machine, or of the one that wrote: leases and delays wait until"
              + " the clocks meet");
    }
  }

  /** That of a file just made; {@code otherwise} where none can be made. */
  private Instant timeOfFileSystem(Instant otherwise) {
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path probe = file.sibling("-new-" + random);
    try {
      Files.createFile(probe, SqliteFile.OWNER_ONLY);
      try {
        return Files.getLastModifiedTime(probe).toInstant();
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      return otherwise;
    }
  }
}
