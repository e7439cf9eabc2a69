package atk.pq.bench.queues;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * The limit of SQLite through Java: a loop written by hand for one caller, with the best statements
 * known, prepared once, of 64, 32 … 1 rows. Its table can what a queue must: names, priorities,
 * order, leases and tokens; nothing more. Puts and finishes are flushed, claims not, and the flush
 * is that of Pq: of the log, after the commit. Of the state it plays those that wait and their
 * queues. In a file of Pq it does the same, which shows what is the table's and what the library's.
 */
final class JdbcLoop implements Contender {
  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS item (
            id INTEGER PRIMARY KEY AUTOINCREMENT, queue_id INTEGER NOT NULL,
            status INTEGER NOT NULL, priority INTEGER NOT NULL, position INTEGER NOT NULL,
            submission_count INTEGER NOT NULL, created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL, available_at INTEGER NOT NULL,
            lease_until INTEGER NOT NULL, token INTEGER NOT NULL, payload TEXT NOT NULL) STRICT""",
          """
          CREATE INDEX IF NOT EXISTS ready ON item (queue_id, priority DESC, position)
          WHERE status = 10""",
          "CREATE INDEX IF NOT EXISTS running ON item (lease_until) WHERE status = 20",
          "CREATE INDEX IF NOT EXISTS done ON item (queue_id, updated_at) WHERE status = 40");

  /**
   * What the statements work on.
   *
   * @param name the table
   * @param schema what makes it
   * @param columns more columns of an insert
   * @param values their values
   * @param taken more that a claim sets
   */
  private record Table(
      String name, List<String> schema, String columns, String values, String taken) {
    /** The least that a queue needs. */
    static final Table OWN = new Table("item", SCHEMA, "", "", "");

    /** With all its columns, checks, indexes and the trigger that guards the moves. */
    static final Table OF_PQ =
        new Table(
            "pq_item",
            List.of(), // Pq made it
            "consumer_id, kind, crc, ",
            "0x4000000000000000, 10, 0x70000000, ",
            ", consumer_id = 0x4000000000000001");

    String put(int rows) {
      String row = "(?, 10, 0, ?, 0, ?, ?, ?, ?, 0x4000000000000000, %s?)".formatted(values);
      return """
          INSERT INTO %s (queue_id, status, priority, position, submission_count, created_at,
            updated_at, available_at, lease_until, token, %spayload) VALUES\s"""
              .formatted(name, columns)
          + repeated(row, rows);
    }

    String claim() {
      return """
      UPDATE %1$s SET status = 20, submission_count = submission_count + 1, updated_at = ?1,
        lease_until = ?1 + 300000, token = ?2 %2$s
      WHERE id IN (SELECT id FROM %1$s WHERE status = 10 AND queue_id = ?4
        ORDER BY priority DESC, position LIMIT ?3)
      RETURNING id, payload"""
          .formatted(name, taken);
    }

    String finish(int rows) {
      return """
      UPDATE %s SET status = 40, updated_at = ?1
      WHERE token = ?2 AND +status = 20 AND id IN (%s)"""
          .formatted(name, repeated("?", rows));
    }

    private static String repeated(String row, int rows) {
      return String.join(",", Collections.nCopies(rows, row));
    }
  }

  private static final int MOST_ROWS = 64;

  private final Connection connection;
  private final AsynchronousFileChannel log;
  private final Map<Integer, PreparedStatement> puts = new HashMap<>();
  private final Map<Integer, PreparedStatement> finishes = new HashMap<>();
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement claim;
  private final SplittableRandom random = new SplittableRandom(42);
  private final PqState state;
  private final Table table;
  private long position;

  /** With a table of its own, that has what a queue must have. */
  JdbcLoop(Path folder, PqState state) throws SQLException, IOException {
    this(folder.resolve("loop.db"), state, Table.OWN);
  }

  /** In a file of Pq: what its table costs more. */
  static JdbcLoop onTableOfPq(Path folder) throws SQLException, IOException {
    Path file = folder.resolve("pq.db");
    PqState.EMPTY.make(file);
    return new JdbcLoop(file, PqState.EMPTY, Table.OF_PQ);
  }

  private JdbcLoop(Path file, PqState state, Table table) throws SQLException, IOException {
    this.state = state;
    this.table = table;
    connection = Sqlite.openWithoutGeneratedKeys(file);
    Sqlite.run(connection, "PRAGMA synchronous = NORMAL");
    Sqlite.run(connection, "PRAGMA temp_store = MEMORY");
    Sqlite.run(connection, "PRAGMA foreign_keys = ON");
    for (String sql : table.schema) {
      Sqlite.run(connection, sql);
    }
    Sqlite.run(connection, "DELETE FROM " + table.name + " WHERE false"); // the log is there
    log = AsynchronousFileChannel.open(Path.of(file + "-wal"), StandardOpenOption.WRITE);
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    claim = connection.prepareStatement(table.claim());
    Loop loop = new Loop();
    for (int i = 0; i < state.waiting(); i += 100) {
      loop.putAll(Collections.nCopies(100, PqState.ITEM));
    }
  }

  @Override
  public Caller caller() {
    return new Loop();
  }

  private final class Loop implements InBatches {
    private int itemsPut;
    private int claims;

    @Override
    public void putAll(List<String> items) throws SQLException, IOException {
      begin.execute();
      for (int from = 0; from < items.size(); ) {
        int rows = rows(items.size() - from);
        insert(items.subList(from, from + rows), itemsPut);
        itemsPut += rows;
        from += rows;
      }
      commit.execute();
      log.force(false);
    }

    @Override
    public int finishSome(int max) throws SQLException, IOException {
      long token = random.nextLong();
      List<Long> ids = claim(1 + claims++ % state.queues(), max, token);
      if (!ids.isEmpty()) {
        begin.execute();
        for (int from = 0; from < ids.size(); ) {
          int rows = rows(ids.size() - from);
          finish(ids.subList(from, from + rows), token);
          from += rows;
        }
        commit.execute();
        log.force(false);
      }
      return ids.size();
    }
  }

  /** How many rows the next statement takes of so many that are left: 64, 32 … 1. */
  private static int rows(int left) {
    return Math.min(MOST_ROWS, Integer.highestOneBit(left));
  }

  /** The statement for so many rows, prepared when it is first wanted. */
  private PreparedStatement prepared(
      Map<Integer, PreparedStatement> all, int rows, IntFunction<String> sql) throws SQLException {
    PreparedStatement statement = all.get(rows);
    if (statement == null) {
      statement = connection.prepareStatement(sql.apply(rows));
      all.put(rows, statement);
    }
    return statement;
  }

  private void insert(List<String> items, int number) throws SQLException {
    int rows = items.size();
    PreparedStatement put = prepared(puts, rows, table::put);
    long now = System.currentTimeMillis();
    int parameter = 1;
    for (String item : items) {
      put.setInt(parameter++, 1 + state.queueOf(number++));
      put.setLong(parameter++, ++position);
      put.setLong(parameter++, now);
      put.setLong(parameter++, now);
      put.setLong(parameter++, now);
      put.setLong(parameter++, now);
      put.setString(parameter++, item);
    }
    put.executeUpdate();
  }

  private List<Long> claim(int queue, int max, long token) throws SQLException {
    begin.execute();
    claim.setLong(1, System.currentTimeMillis());
    claim.setLong(2, token);
    claim.setInt(3, max);
    claim.setInt(4, queue);
    List<Long> ids = new ArrayList<>(max);
    try (ResultSet rows = claim.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
        if (rows.getString(2).isEmpty()) {
          throw new IllegalStateException("the payload is gone");
        }
      }
    }
    commit.execute();
    return ids;
  }

  private void finish(List<Long> ids, long token) throws SQLException {
    int rows = ids.size();
    PreparedStatement finish = prepared(finishes, rows, table::finish);
    finish.setLong(1, System.currentTimeMillis());
    finish.setLong(2, token);
    int parameter = 3;
    for (long id : ids) {
      finish.setLong(parameter++, id);
    }
    if (finish.executeUpdate() != rows) {
      throw new IllegalStateException("a claim was lost");
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    log.close();
    connection.close();
  }
}
