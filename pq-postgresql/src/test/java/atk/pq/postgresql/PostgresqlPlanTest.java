package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.PersistentQ;
import atk.pq.postgresql.Explained.Planning;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The plans that keep the queue flat: each statement finds its rows by the index that was made for
 * it and touches few buffers, whether the server plans for the values at hand or once for all, in a
 * table full of items in every state.
 */
class PostgresqlPlanTest {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static String database;
  private static Connection connection;

  @BeforeAll
  static void fill() throws SQLException {
    database = SERVER.createDatabase("plans");
    PersistentQ.connect(SERVER.url(database)).close();
    connection = SERVER.connect(database);
    Items.fill(connection, 10, 20_000);
    Items.fill(connection, 11, 5_000);
    Items.fill(connection, 20, 20_000);
    Items.fill(connection, 30, 5_000);
    Items.fill(connection, 40, 20_000);
    Items.fill(connection, 50, 5_000);
    SERVER.execute(database, "VACUUM ANALYZE");
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @EnumSource
  void claim(Planning planning) throws SQLException {
    Explained claim =
        explain(
            planning,
            PostgresqlSql.CLAIM,
            "'{1,26}'",
            0,
            1,
            0,
            0,
            50,
            4_194_304,
            "'{300000,300000}'",
            "'{a,b}'");
    assertPlan(claim, "pq_item_ready", 1_200);
    assertThat(claim.plan()).contains("pq_item_pkey");
  }

  @ParameterizedTest
  @EnumSource
  void claimOfAllPriorities(Planning planning) throws SQLException {
    Explained claim =
        explain(
            planning,
            PostgresqlSql.CLAIM_OF_ALL_PRIORITIES,
            "'{1,26}'",
            0,
            1,
            50,
            4_194_304,
            "'{300000,300000}'",
            "'{a,b}'");
    assertPlan(claim, "pq_item_ready", 1_200);
  }

  @ParameterizedTest
  @EnumSource
  void claimable(Planning planning) throws SQLException {
    assertPlan(explain(planning, PostgresqlSql.CLAIMABLE, 9, "'{default}'"), "pq_item_delayed", 20);
  }

  @ParameterizedTest
  @EnumSource
  void finish(Planning planning) throws SQLException {
    Explained finish =
        explain(
            planning, PostgresqlSql.FINISH, Items.ids(connection, 20, 30), Items.zeros(30), "'{}'");
    assertPlan(finish, "pq_item_pkey", 700);
    assertThat(finish.plan()).doesNotContain("pq_item_running");
  }

  @ParameterizedTest
  @EnumSource
  void release(Planning planning) throws SQLException {
    Explained release =
        explain(planning, PostgresqlSql.RELEASE, Items.ids(connection, 20, 30), Items.zeros(30));
    assertPlan(release, "pq_item_pkey", 700);
    assertThat(release.plan()).doesNotContain("pq_item_running");
  }

  @ParameterizedTest
  @EnumSource
  void extend(Planning planning) throws SQLException {
    Explained extend =
        explain(
            planning,
            PostgresqlSql.EXTEND,
            Items.ids(connection, 20, 30),
            Items.zeros(30),
            Items.zeros(30));
    assertPlan(extend, "pq_item_pkey", 700);
    assertThat(extend.plan()).doesNotContain("pq_item_running");
  }

  @ParameterizedTest
  @EnumSource
  void crash(Planning planning) throws SQLException {
    assertPlan(
        explain(
            planning, PostgresqlSql.LOCK_CLAIMS, Items.ids(connection, 20, 30), Items.zeros(30)),
        "pq_item_pkey",
        300);
    assertPlan(
        explain(planning, PostgresqlSql.CRASH, Items.ids(connection, 20, 30), Items.zeros(30)),
        "pq_item_pkey",
        700);
    assertPlan(
        explain(planning, PostgresqlSql.PARK, Items.ids(connection, 30, 30)), "pq_item_pkey", 700);
  }

  @ParameterizedTest
  @EnumSource
  void sweep(Planning planning) throws SQLException {
    assertPlan(explain(planning, PostgresqlSql.LOCK_ORPHANS, 30), "pq_item_running", 200);
    assertPlan(
        explain(planning, PostgresqlSql.REMOVE_PAST_RETENTION, 1, 0, 30), "pq_item_processed", 400);
    Explained due = explain(planning, PostgresqlSql.SUBMIT_DUE, 30, 30);
    assertPlan(due, "pq_item_delayed", 2_000);
    assertThat(due.plan()).contains("pq_item_crashed");
    assertPlan(explain(planning, PostgresqlReadSql.NEXT_DUE), "pq_item_running", 20);
  }

  @ParameterizedTest
  @EnumSource
  void purge(Planning planning) throws SQLException {
    assertPlan(
        explain(planning, PostgresqlSql.PURGE_PROCESSED, 1, 0, 30), "pq_item_processed", 400);
    assertPlan(explain(planning, PostgresqlSql.PURGE_MANUAL, 1, 0, 30), "pq_item_manual", 400);
    assertPlan(
        explain(planning, PostgresqlSql.FORGET_CRASHES, Items.ids(connection, 50, 30)),
        "pq_crash_item",
        100);
  }

  @ParameterizedTest
  @EnumSource
  void findKeys(Planning planning) throws SQLException {
    assertPlan(
        explain(planning, PostgresqlSql.FIND_KEYS, "'{1,1,1}'", "'{a,b,c}'"), "pq_item_key", 20);
  }

  private static Explained explain(Planning planning, String sql, Object... values)
      throws SQLException {
    return Explained.run(connection, planning, sql, values);
  }

  private static void assertPlan(Explained explained, String index, long mostBuffers) {
    assertThat(explained.plan()).contains(index).doesNotContain("Seq Scan on pq_item");
    assertThat(explained.buffers())
        .as("buffers of\n%s", explained.plan())
        .isBetween(1L, mostBuffers);
  }
}
