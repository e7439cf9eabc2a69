package atk.pq.postgresql;

import atk.pq.Durations;
import atk.pq.Finding;
import atk.pq.Finding.Kind;
import atk.pq.PqConfig;
import atk.pq.internal.DamagedPayloads;
import atk.pq.spi.Payload;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be wrong with the server and the tables. Reads every payload once, in short
 * transactions, and changes nothing.
 */
final class PostgresqlCheckup {
  private static final long MIB = 1024 * 1024;
  private static final long LOG_KEPT_BYTES = 64 * MIB;
  private static final long MANY_DEAD_ROWS = 10_000;
  private static final Duration LONG_OPEN = Duration.ofMinutes(5);
  private static final Duration LONG_NOT_VACUUMED = Duration.ofMinutes(5);
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  /** {@code ANY 2 (a, b, c)}, or without a word: how many standbys a commit waits for. */
  private static final Pattern HOW_MANY = Pattern.compile("(?:FIRST|ANY)?\\s*(\\d+)\\s*\\(.*");

  /** Runs a look in a transaction of its own. */
  interface Reader {
    void read(Look look);
  }

  /** A look at the database. */
  interface Look {
    void at(Statements statements) throws SQLException;
  }

  private final Reader reader;
  private final PqConfig config;
  private final List<Finding> findings = new ArrayList<>();
  private final DamagedPayloads damaged = new DamagedPayloads();
  private long lookedUpTo;

  PostgresqlCheckup(Reader reader, PqConfig config) {
    this.reader = reader;
    this.config = config;
  }

  List<Finding> run() {
    reader.read(this::settings);
    reader.read(this::openTransactions);
    reader.read(this::slots);
    reader.read(this::deadRows);
    reader.read(this::permissions);
    reader.read(this::clock);
    long before;
    do {
      before = lookedUpTo;
      reader.read(this::payloads);
    } while (lookedUpTo > before);
    damaged.finding().ifPresent(findings::add);
    return findings;
  }

  private void add(Kind kind, String what, String remedy) {
    findings.add(new Finding(kind, what, remedy, false));
  }

  // ---- the server

  private void settings(Statements statements) throws SQLException {
    String[] are = new String[4];
    statements.query(
        PostgresqlCheckupSql.SETTINGS,
        row -> {
          for (int i = 0; i < are.length; i++) {
            are[i] = row.getString(i + 1);
          }
        });
    off("fsync", are[0], "a crash of the machine loses what was acknowledged, or the database");
    off("full_page_writes", are[1], "a power cut may leave pages half-written");
    off(
        "synchronous_commit",
        are[2],
        "Pq sets it for its own sessions, but transactions that a queue takes part in"
            + " (atk.pq.jdbc) are acknowledged before they are on disk");
    if (!are[3].isBlank()) {
      standbys(statements, are[3].strip(), are[2]);
    }
  }

  private void off(String setting, String value, String consequence) {
    if (value.equals("off")) {
      add(Kind.UNSAFE_SETTING, setting + " is off: " + consequence, switchOn(setting));
    }
  }

  private static String switchOn(String setting) {
    return "ALTER SYSTEM SET " + setting + " = on, and SELECT pg_reload_conf()";
  }

  private void standbys(Statements statements, String names, String waits) throws SQLException {
    if (waits.equals("local")) {
      add(
          Kind.UNSAFE_SETTING,
          "synchronous_commit is local: no commit waits for the standby (" + names + ")",
          switchOn("synchronous_commit"));
      return;
    }
    long[] count = {0, 0};
    statements.query(
        PostgresqlCheckupSql.STANDBYS,
        row -> {
          count[0] = row.getLong(1);
          count[1] = row.getLong(2);
        });
    int wanted = wanted(names);
    if (count[0] < wanted && count[1] == 0) {
      add(
          Kind.STANDBY_MISSING,
          "commits wait for "
              + wanted
              + " of the standbys "
              + names
              + ", and "
              + count[0]
              + " follow: every put and finish hangs until one does",
          "start the standby; or, where nothing may be lost with this server alone, name another"
              + " in synchronous_standby_names");
    }
  }

  /** How many standbys a commit waits for. */
  static int wanted(String names) {
    Matcher many = HOW_MANY.matcher(names);
    return many.matches() ? Integer.parseInt(many.group(1)) : 1;
  }

  private void openTransactions(Statements statements) throws SQLException {
    statements.query(
        PostgresqlCheckupSql.OLD_TRANSACTIONS,
        row ->
            add(
                Kind.VACUUM_HELD_BACK,
                "process "
                    + row.getLong(1)
                    + " of the server ("
                    + row.getString(3)
                    + ") has a transaction open for "
                    + Durations.format(Duration.ofSeconds(row.getLong(2) / 1_000))
                    + ": no row that died since can be removed",
                "end it there, or SELECT pg_terminate_backend(" + row.getLong(1) + ")"),
        LONG_OPEN.toMillis());
  }

  private void slots(Statements statements) throws SQLException {
    statements.query(
        PostgresqlCheckupSql.IDLE_SLOTS,
        row ->
            add(
                Kind.LOG_HELD_BACK,
                "replication slot "
                    + row.getString(1)
                    + ", which nobody reads, keeps "
                    + row.getLong(2) / MIB
                    + " MiB of the log, and may keep dead rows",
                "start its reader, or SELECT pg_drop_replication_slot('" + row.getString(1) + "')"),
        LOG_KEPT_BYTES);
  }

  // ---- the tables

  private void deadRows(Statements statements) throws SQLException {
    statements.query(
        PostgresqlCheckupSql.ROWS,
        row -> {
          long live = row.getLong(1);
          long dead = row.getLong(2);
          Duration since = Duration.ofMillis(row.getLong(3));
          if (dead > Math.max(MANY_DEAD_ROWS, live / 5) && since.compareTo(LONG_NOT_VACUUMED) > 0) {
            add(
                Kind.DEAD_ROWS,
                dead
                    + " dead rows of pq_item stand beside "
                    + live
                    + " living ones, and nobody has removed any for "
                    + Durations.format(Duration.ofSeconds(since.toSeconds())),
                "VACUUM pq_item, and see that autovacuum is on for it and keeps up");
          }
        });
  }

  private void permissions(Statements statements) throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> rights = new ArrayList<>();
    statements.query(
        PostgresqlCheckupSql.GRANTED_TO_ALL,
        row -> {
          names.add(row.getString(1));
          rights.add(row.getString(1) + " (" + row.getString(2) + ")");
        });
    if (!names.isEmpty()) {
      add(
          Kind.PERMISSIONS,
          "everybody who may connect has rights on " + String.join(", ", rights),
          "REVOKE ALL ON " + String.join(", ", names) + " FROM PUBLIC");
    }
  }

  private void clock(Statements statements) throws SQLException {
    Instant before = config.clock().instant();
    Instant there = Instant.ofEpochMilli(statements.number(PostgresqlSql.NOW, 0));
    Instant after = config.clock().instant();
    boolean isAhead = before.isAfter(there.plus(CLOCKS_DIFFER));
    if (isAhead || after.isBefore(there.minus(CLOCKS_DIFFER))) {
      add(
          Kind.CLOCK,
          "the clock of this machine is "
              + (isAhead ? "ahead of" : "behind")
              + " the server's: "
              + after
              + " against "
              + there,
          "set one of the clocks: leases and delays go by the server's, but times that people"
              + " compare do not");
    }
  }

  private void payloads(Statements statements) throws SQLException {
    statements.query(
        PostgresqlCheckupSql.PAYLOADS,
        row -> {
          lookedUpTo = row.getLong(1);
          byte[] stored = row.getBytes(3);
          boolean isSound = stored == null || Payload.crc(stored) == row.getInt(2);
          if (!isSound || !row.getBoolean(4)) {
            damaged.add(lookedUpTo);
          }
        },
        lookedUpTo,
        PostgresqlReadView.PAYLOAD_BYTES);
  }
}
