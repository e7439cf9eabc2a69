package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.PersistentQ;
import atk.pq.Status;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody with a SQLite shell may do and sees. */
class SqliteRawSqlTest {
  /** Every status code; Unprocessed has two, ready and delayed. */
  private static final List<Integer> CODES = List.of(10, 11, 20, 30, 40, 50);

  @TempDir Path folder;

  @Test
  void theDatabaseRefusesEveryMoveThatTheDiagramDoesNotHave() throws SQLException {
    try (PersistentQ pq = PersistentQ.connect(file());
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      long model = pq.putItem("x");
      for (int from : CODES) {
        for (int to : CODES) {
          long id = copy(connection, model, from);
          boolean isLegal = status(from).canBecome(status(to)) && to != 11;
          boolean comesDue = from == 11 && to == 10;
          if (isLegal || comesDue) {
            move(connection, id, to);
          } else {
            assertThatThrownBy(() -> move(connection, id, to))
                .as("%d to %d", from, to)
                .hasMessageContaining("the state diagram has no such move");
          }
        }
      }
    }
  }

  @Test
  void theViewSpellsStatesAndTimesForPeople() throws SQLException {
    try (PersistentQ pq = PersistentQ.connect(file());
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      long model = pq.putItem("x");
      for (int code : CODES) {
        long id = copy(connection, model, code);
        assertThat(text(connection, "SELECT status FROM pq_items WHERE id = " + id))
            .isEqualTo(status(code).toString());
      }
      assertThat(text(connection, "SELECT created_at FROM pq_items WHERE id = " + model))
          .isEqualTo(pq.findItem(model).orElseThrow().createdAt().toString());
      assertThat(text(connection, "SELECT queue || item FROM pq_items WHERE id = " + model))
          .isEqualTo("defaultx");
    }
  }

  private String file() {
    return folder.resolve("jobs.db").toString();
  }

  private static Status status(int code) {
    return code == 11 ? Status.UNPROCESSED : Rows.status(code);
  }

  private static long copy(Connection connection, long model, int status) throws SQLException {
    String columns =
        "priority, position, submission_count, created_at, updated_at, available_at, lease_until,"
            + " token, consumer_id, kind, crc, payload, queue_id";
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO pq_item (status, %1$s) SELECT ?, %1$s FROM pq_item WHERE id = ?"
                .formatted(columns))) {
      insert.setInt(1, status);
      insert.setLong(2, model);
      insert.executeUpdate();
    }
    return Long.parseLong(text(connection, "SELECT last_insert_rowid()"));
  }

  private static void move(Connection connection, long id, int status) throws SQLException {
    try (Statement update = connection.createStatement()) {
      update.executeUpdate("UPDATE pq_item SET status = " + status + " WHERE id = " + id);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(sql)) {
      return row.getString(1);
    }
  }
}
