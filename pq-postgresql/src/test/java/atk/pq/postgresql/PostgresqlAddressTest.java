package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.QueueBusyException;
import atk.pq.QueueNotFoundException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with an address, or with what it leads to, is said in words that help. */
class PostgresqlAddressTest {
  private static final PostgresServer SERVER = PostgresServer.shared();

  @Test
  void anUnknownSettingIsRefusedWithTheList() {
    assertThatThrownBy(() -> PersistentQ.connect("postgresql://localhost/jobs?leese=3s"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContainingAll("\"leese\"", "lease", "busyTimeout");
  }

  @Test
  void settingsOfPqAndOfTheDriverPass() {
    String url = SERVER.url(SERVER.createDatabase("settings"));
    try (PersistentQ pq = PersistentQ.connect(url + "?lease=3s&connectTimeout=7&sslmode=disable")) {
      assertThat(pq.counts()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:999999", "a:0", "a:", "a:x", "a:5432,b:65536", "[::1]:70000"})
  void aPortThatIsNoneIsBadInput(String hosts) {
    assertThatThrownBy(() -> PersistentQ.connect("postgresql://" + hosts + "/jobs"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("is no port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a:65535", "[::1]", "[::1]:5432", "a:1,b"})
  void otherHostsPass(String hosts) {
    assertThat(ServerAddress.parse("postgresql://" + hosts + "/jobs").hosts()).isEqualTo(hosts);
  }

  @Test
  void aSchemaThatIsMissingIsNamedAsSuch() {
    String url = SERVER.url(SERVER.createDatabase("schema")) + "?currentSchema=nosuch";
    assertThatThrownBy(() -> PersistentQ.connect(url))
        .isInstanceOf(QueueNotFoundException.class)
        .hasMessageContainingAll("nosuch", "CREATE SCHEMA")
        .hasMessageNotContaining("Position");
  }

  @Test
  void aMessageThatEndsInAFullStopGetsNoSecond() {
    SQLException sql = new SQLException("sending to the backend.", "08006");
    assertThat(PostgresqlErrors.outcomeUnknown(sql, "db")).hasMessageNotContaining("..");
  }

  @Test
  void tooFewConnectionsAreToldSoonAndByName() {
    long began = System.nanoTime();
    assertThatThrownBy(() -> putAndGetWith(1))
        .isInstanceOf(QueueBusyException.class)
        .hasMessageContainingAll("no connection left", "CONNECTION LIMIT");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  @DisplayName("control: the three connections that the message asks for are enough")
  void threeConnectionsAreEnough() {
    putAndGetWith(3);
  }

  private static void putAndGetWith(int connections) {
    String database = SERVER.createDatabase("narrow");
    PersistentQ.connect(SERVER.url(database)).close();
    String role = "narrow_" + Long.toHexString(System.nanoTime());
    SERVER.execute(database, "CREATE ROLE " + role + " LOGIN CONNECTION LIMIT " + connections);
    for (String what : List.of("TABLES", "SEQUENCES")) {
      SERVER.execute(database, "GRANT ALL ON ALL " + what + " IN SCHEMA public TO " + role);
    }
    String url = "postgresql://" + role + "@127.0.0.1:" + SERVER.port() + "/" + database;
    try (PersistentQ pq = PersistentQ.connect(url)) {
      CompletableFuture<Long> waiting =
          CompletableFuture.supplyAsync(
              () -> pq.getItem(Duration.ofMinutes(1)).map(Claim::id).orElse(-1L));
      long id = pq.putItem("x");
      assertThat(waiting.join()).isEqualTo(id);
    } finally {
      SERVER.execute(database, "DROP OWNED BY " + role);
      SERVER.execute(database, "DROP ROLE " + role);
    }
  }
}
