package atk.pq.sqlite;

import atk.pq.Finding;
import atk.pq.Finding.Kind;
import atk.pq.PqConfig;
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
import java.util.stream.Stream;

/** What can be wrong with the file: reads all of it once, and changes nothing but permissions. */
final class SqliteCheckup {
  private static final int PAGE = 4_096;
  private static final int ROWS_A_LOOK = 500;
  private static final int MOST_NAMED = 20;
  private static final long HELD_BACK_BYTES = 8L * 1024 * 1024;
  private static final long FREE_BYTES = 16L * 1024 * 1024;
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final SqliteFile file;
  private final SqliteReaders readers;
  private final PqConfig config;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Long> damaged = new ArrayList<>();
  private long newest;

  SqliteCheckup(SqliteFile file, SqliteReaders readers, PqConfig config) {
    this.file = file;
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
    readers.read(this::numbers);
    readers.read(this::integrity);
    for (long after = 0; after >= 0; ) {
      long from = after;
      after = readers.read(statements -> payloads(statements, from));
    }
    damage();
    clock();
    return findings;
  }

  private void add(Kind kind, String what, String remedy) {
    findings.add(new Finding(kind, what, remedy, false));
  }

  // ---- the files

  private void fileSystem() throws IOException {
    String type = SqliteFile.networkFileSystem(file.path());
    if (type != null) {
      add(
          Kind.NETWORK_FILE_SYSTEM,
          file.path() + " lies on a network file system (" + type + ")",
          "its locks and flushes cannot be trusted: move the file to a local disk, or use"
              + " PostgreSQL");
    }
  }

  private void permissions(boolean repair) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm", "-wake", "-reserve")) {
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

  private boolean numbers(Statements statements) throws SQLException {
    long[] log = {0, 0};
    statements.query(
        SqliteReadSql.LOOK_AT_LOG,
        row -> {
          log[0] = row.getLong(2);
          log[1] = row.getLong(3);
        });
    long heldBack = (log[0] - log[1]) * PAGE;
    if (heldBack > HELD_BACK_BYTES) {
      add(
          Kind.LOG_HELD_BACK,
          heldBack / 1024 / 1024
              + " MiB of the log cannot be copied into the file yet; it is read"
              + " by "
              + LogReaders.of(file.sibling("-shm")),
          "end the process that keeps a read transaction open (a sqlite3 shell, say)");
    }
    long pages = statements.number(SqliteSql.PAGES, 0);
    long free = statements.number(SqliteSql.FREE_PAGES, 0);
    if (free * PAGE > FREE_BYTES && free > pages / 2) {
      add(
          Kind.FREE_PAGES,
          100 * free / pages
              + " % of the file are free pages, "
              + free * PAGE / 1024 / 1024
              + " MiB",
          "nothing, if the queue will grow again: they are used first. To give them back, stop all"
              + " processes and run: sqlite3 "
              + file.path()
              + " VACUUM");
    }
    return true;
  }

  private boolean integrity(Statements statements) throws SQLException {
    List<String> problems = new ArrayList<>();
    statements.query(SqliteReadSql.INTEGRITY, row -> problems.add(row.getString(1)));
    problems.remove("ok");
    for (String problem : problems) {
      add(
          Kind.INTEGRITY,
          problem,
          "stop all processes, copy the file with its -wal, and restore a backup; or rescue the"
              + " items with pq export and pq import");
    }
    return true;
  }

  /** Checks some payloads against their checksums; the last id, or -1 at the end. */
  private long payloads(Statements statements, long after) throws SQLException {
    long[] last = {-1};
    statements.query(
        SqliteReadSql.PAYLOADS,
        row -> {
          last[0] = row.getLong(1);
          newest = Math.max(newest, row.getLong(5));
          if (row.getInt(2) <= SqliteReadSql.LAST_STORED_KIND && isDamaged(row)) {
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

  private void damage() {
    if (damaged.isEmpty()) {
      return;
    }
    List<Long> some = damaged.subList(0, Math.min(damaged.size(), MOST_NAMED));
    add(
        Kind.DAMAGED_PAYLOAD,
        damaged.size()
            + " items are not what was put: "
            + some
            + (some.size() < damaged.size() ? " …" : ""),
        "put them again, or restore a backup; they are never handed out, but end in"
            + " Manual_intervention when their turn comes");
  }

  private void clock() {
    Instant now = config.clock().instant();
    Instant last = Instant.ofEpochMilli(newest);
    if (last.isAfter(now.plus(CLOCKS_DIFFER))) {
      add(
          Kind.CLOCK,
          "the newest change is of " + last + ", and here it is " + now,
          "set the clock of this machine, or of the one that wrote: leases and delays wait until"
              + " the clocks meet");
    }
  }
}
