package atk.pq.bench.queues;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The limit of SQLite through Java: a loop written by hand for one caller, with the best statements
 * known, prepared once, and whole batches to a statement. Its table can what a queue must: names,
 * priorities, order, leases and tokens; nothing more. Puts and finishes are flushed, claims not, as
 * in Pq. Of the state it plays those that wait and their queues.
 */
final class JdbcLoop implements Contender {
  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS item (
            id INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL, status INTEGER NOT NULL,
            priority INTEGER NOT NULL, position INTEGER NOT NULL, submissions INTEGER NOT NULL,
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, available_at INTEGER NOT NULL,
            lease_until INTEGER NOT NULL, token INTEGER NOT NULL, payload TEXT NOT NULL) STRICT""",
          """
          CREATE INDEX IF NOT EXISTS ready ON item (queue, priority DESC, position)
          WHERE status = 10""",
          "CREATE INDEX IF NOT EXISTS running ON item (lease_until) WHERE status = 20",
          "CREATE INDEX IF NOT EXISTS done ON item (queue, updated_at) WHERE status = 40");

  private static final String PUT =
      """
      INSERT INTO item (queue, status, priority, position, submissions, created_at, updated_at,
        available_at, lease_until, token, payload) VALUES\s""";

  private static final String PUT_ROW = "(?, 10, 0, ?, 0, ?, ?, ?, ?, 0x4000000000000000, ?)";

  private static final String CLAIM =
      """
      UPDATE item SET status = 20, submissions = submissions + 1, updated_at = ?1,
        lease_until = ?1 + 300000, token = ?2
      WHERE id IN (SELECT id FROM item WHERE status = 10 AND queue = ?4
        ORDER BY priority DESC, position LIMIT ?3)
      RETURNING id, payload""";

  private static final String FINISH =
      """
      UPDATE item SET status = 40, updated_at = ?1
      WHERE id IN (SELECT value FROM json_each(?2)) AND token = ?3 AND +status = 20""";

  private final Connection connection;
  private final Map<Integer, PreparedStatement> puts = new HashMap<>();
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement claim;
  private final PreparedStatement finish;
  private final SplittableRandom random = new SplittableRandom(42);
  private final PqState state;
  private long position;

  JdbcLoop(Path folder, PqState state) throws SQLException {
    this.state = state;
    connection = Sqlite.open(folder.resolve("loop.db"));
    for (String sql : SCHEMA) {
      Sqlite.run(connection, sql);
    }
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    claim = connection.prepareStatement(CLAIM);
    finish = connection.prepareStatement(FINISH);
    Loop loop = new Loop();
    for (int i = 0; i < state.waiting(); i += 100) {
      loop.putAll(Collections.nCopies(100, PqState.ITEM));
    }
  }

  @Override
  public Caller caller() {
    return new Loop();
  }

  private final class Loop implements Caller {
    private int itemsPut;
    private int claims;

    @Override
    public void put(String item) throws SQLException {
      putAll(List.of(item));
    }

    @Override
    public void putAll(List<String> items) throws SQLException {
      begin.execute();
      int from = 0;
      for (int size : new int[] {64, 8, 1}) {
        for (; items.size() - from >= size; from += size) {
          insert(items.subList(from, from + size), itemsPut);
          itemsPut += size;
        }
      }
      commit.execute();
    }

    @Override
    public boolean finishOne() throws SQLException {
      return finishSome(1) == 1;
    }

    @Override
    public int finishSome(int max) throws SQLException {
      long token = random.nextLong();
      List<Long> ids = claim(claims++ % state.queues(), max, token);
      if (!ids.isEmpty()) {
        begin.execute();
        finish.setLong(1, System.currentTimeMillis());
        finish.setString(2, ids.toString());
        finish.setLong(3, token);
        if (finish.executeUpdate() != ids.size()) {
          throw new IllegalStateException("a claim was lost");
        }
        commit.execute();
      }
      return ids.size();
    }
  }

  private void insert(List<String> items, int number) throws SQLException {
    PreparedStatement put = puts.get(items.size());
    if (put == null) {
      String[] rows = new String[items.size()];
      Arrays.fill(rows, PUT_ROW);
      put = connection.prepareStatement(PUT + String.join(",", rows));
      puts.put(items.size(), put);
    }
    long now = System.currentTimeMillis();
    int parameter = 1;
    for (String item : items) {
      put.setInt(parameter++, state.queueOf(number++));
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
    Sqlite.run(connection, "PRAGMA synchronous = NORMAL");
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
    Sqlite.run(connection, "PRAGMA synchronous = FULL");
    return ids;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
