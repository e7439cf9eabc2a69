package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import atk.pq.InvalidRequestException;
import atk.pq.MoveFailedException;
import atk.pq.MoveProgress;
import atk.pq.Mover;
import atk.pq.PersistentQ;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A move that is given up while an item is held leaves a server as it was found. */
@Tag("slow")
@DisplayName("a refused move removes what it made on a server, and nothing else")
class PostgresqlRefusedMoveTest {
  private static final PostgresServer SERVER = PostgresServer.shared();

  @TempDir Path folder;
  private String source;
  private String database;
  private String destination;

  @BeforeEach
  void aSourceWhoseItemIsHeld() {
    source = folder.resolve("jobs.db").toString();
    database = SERVER.createDatabase("refused");
    destination = SERVER.url(database);
    try (PersistentQ pq = PersistentQ.connect(source)) {
      pq.putItem("a");
      assertThat(pq.getItem()).isPresent();
    }
  }

  @Test
  void itsTablesAndAllThatIsWithThem() {
    List<String> before = objects();
    refuse(progress -> assertThat(objects()).as("the control").isNotEqualTo(before));
    assertThat(objects()).isEqualTo(before);
    refuse(progress -> {}); // and again, as if nothing had been
    assertThat(objects()).isEqualTo(before);
  }

  @Test
  void nothingWhereAQueueWasBefore() {
    PersistentQ.connect(destination).close();
    List<String> before = objects();
    refuse(progress -> {});
    assertThat(objects()).isEqualTo(before);
  }

  @Test
  void nothingWhereItemsAre() {
    try (PersistentQ pq = PersistentQ.connect(destination)) {
      pq.putItem("b");
    }
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Mover.of(source, destination).run())
        .withMessageContaining("has 1 items already");
    try (PersistentQ pq = PersistentQ.connect(destination)) {
      assertThat(pq.getItem().orElseThrow().item().text()).isEqualTo("b");
    }
  }

  @Test
  void nothingWhereSomebodyElseBuiltOnTheTables() {
    refuse(progress -> SERVER.execute(database, "CREATE VIEW mine AS SELECT id FROM pq_item"));
    assertThat(objects()).contains("mine", "pq_item");
    SERVER.execute(database, "DROP VIEW mine");
  }

  @Test
  void nothingWhereSomethingWasPutOnce() {
    refuse(progress -> SERVER.execute(database, "SELECT nextval('pq_position')"));
    assertThat(objects()).contains("pq_item", "pq_schema");
  }

  private void refuse(Consumer<MoveProgress> meanwhile) {
    Mover mover = Mover.of(source, destination).waitForClaims(Duration.ZERO).onProgress(meanwhile);
    assertThatExceptionOfType(MoveFailedException.class).isThrownBy(mover::run);
  }

  /** Tables, views, indexes, sequences and functions. */
  private List<String> objects() {
    String sql =
        """
        SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT typname::text FROM pg_type WHERE typnamespace = 'public'::regnamespace
        ORDER BY 1""";
    List<String> names = new ArrayList<>();
    try (Connection connection = SERVER.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return names;
  }
}
