package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.NewItem;
import atk.pq.PersistentQ;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pins how SQLite runs what must stay cheap at ten million rows: by the named index, unsorted. */
class QueryPlanTest {
  @TempDir Path folder;
  private String file = "";

  @BeforeEach
  void fill() {
    file = folder.resolve("plans.db").toString();
    try (PersistentQ pq = PersistentQ.connect(file)) {
      pq.putItem(NewItem.of("x").key("k"));
    }
  }

  static Stream<Arguments> statements() {
    return Stream.of(
        Arguments.of("topmost", SqliteSql.TOPMOST, "USING INDEX pq_item_ready (queue_id=?)"),
        Arguments.of("delayed", SqliteSql.DUE_DELAYED, "INDEX pq_item_delayed (available_at<?)"),
        Arguments.of("crashed", SqliteSql.DUE_CRASHED, "INDEX pq_item_crashed (available_at<?)"),
        Arguments.of("orphans", SqliteSql.ORPHANS, "INDEX pq_item_running (lease_until<?)"),
        Arguments.of("key", SqliteSql.FIND_KEY, "INDEX pq_item_key (queue_id=? AND key=?)"),
        Arguments.of("process", SqliteSql.PROCESS.largest(), "INTEGER PRIMARY KEY (rowid=?)"),
        Arguments.of("claim", SqliteSql.CLAIM.largest(), "INTEGER PRIMARY KEY (rowid=?)"),
        Arguments.of("ready again", SqliteSql.MAKE_READY, "INTEGER PRIMARY KEY (rowid=?)"),
        Arguments.of("release", SqliteSql.RELEASE_CLAIM, "INTEGER PRIMARY KEY (rowid=?)"),
        Arguments.of("extend", SqliteSql.EXTEND, "INTEGER PRIMARY KEY (rowid=?)"),
        Arguments.of("crash", SqliteSql.CRASH, "INTEGER PRIMARY KEY (rowid=?)"),
        Arguments.of("park", SqliteSql.PARK, "INTEGER PRIMARY KEY (rowid=?)"),
        Arguments.of(
            "purge processed",
            SqliteSql.PURGE_PROCESSED,
            "INDEX pq_item_processed (queue_id=? AND updated_at<?)"),
        Arguments.of(
            "purge manual",
            SqliteSql.PURGE_MANUAL,
            "INDEX pq_item_manual (queue_id=? AND updated_at<?)"),
        Arguments.of("page", SqliteReadSql.PAGE_OF_RANGE, "PRIMARY KEY (rowid>? AND rowid<?)"),
        Arguments.of(
            "oldest", SqliteReadSql.OLDEST_READY, "pq_item_ready (queue_id=? AND priority=?)"),
        Arguments.of("next due", SqliteReadSql.NEXT_DUE, "COVERING INDEX pq_item_delayed"),
        Arguments.of("next due", SqliteReadSql.NEXT_DUE, "COVERING INDEX pq_item_crashed"),
        Arguments.of("next due", SqliteReadSql.NEXT_DUE, "COVERING INDEX pq_item_running"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statements")
  @DisplayName("S14, S18, S19: hot statements use their index and never sort")
  void usesItsIndexAndNeverSorts(String name, String sql, String index) throws SQLException {
    String plan = plan(sql);

    assertThat(plan).contains(index);
    assertThat(plan).doesNotContain("TEMP B-TREE").doesNotContain("SCAN pq_item\n");
  }

  @Test
  @DisplayName("control: the plan of a claim over several queues does sort, and is seen to")
  void seesASorter() throws SQLException {
    String plan =
        plan(
            "SELECT id FROM pq_item WHERE status = 10 AND queue_id IN (1, 2)"
                + " ORDER BY priority DESC, position LIMIT 1");

    assertThat(plan).contains("TEMP B-TREE");
  }

  private String plan(String sql) throws SQLException {
    List<String> steps = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
      while (rows.next()) {
        steps.add(rows.getString("detail"));
      }
    }
    return String.join("\n", steps) + "\n";
  }
}
