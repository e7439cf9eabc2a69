package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.ItemFilter;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.StoreAccessException;
import atk.pq.jdbc.JdbcQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The grants that docs/postgresql.md names are enough, and no less would do. */
class PostgresqlRolesTest {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static final Pattern GRANT = Pattern.compile("(?m)^GRANT [^;]* TO (\\w+);$");

  private String database;
  private String worker;
  private String looker;

  @BeforeEach
  void aQueueAndTwoRoles() throws IOException {
    database = SERVER.createDatabase("roles");
    PersistentQ.connect(SERVER.url(database)).close();
    worker = newRole("worker");
    looker = newRole("looker");
    for (String grant : documented()) {
      SERVER.execute(database, grant.replace("worker", worker).replace("looker", looker));
    }
  }

  @AfterEach
  void dropRoles() {
    for (String role : List.of(worker, looker)) {
      SERVER.execute(database, "DROP OWNED BY " + role);
      SERVER.execute(database, "DROP ROLE " + role);
    }
  }

  private String newRole(String name) {
    String role = name + "_" + Long.toHexString(System.nanoTime());
    SERVER.execute(database, "CREATE ROLE " + role + " LOGIN");
    return role;
  }

  private static List<String> documented() throws IOException {
    String page = Files.readString(Path.of("../docs/postgresql.md"));
    List<String> grants = GRANT.matcher(page).results().map(MatchResult::group).toList();
    assertThat(grants).hasSizeGreaterThanOrEqualTo(4);
    return grants;
  }

  private String url(String role) {
    return "postgresql://" + role + "@127.0.0.1:" + SERVER.port() + "/" + database;
  }

  private Connection connect(String role) throws SQLException {
    return DriverManager.getConnection("jdbc:" + url(role).replace(role + "@", ""), role, "");
  }

  @Test
  @DisplayName("a role with the documented grants does everything that a queue does")
  void worker() throws SQLException {
    try (PersistentQ pq = PersistentQ.connect(url(worker))) {
      pq.configure(pq.settings("default").withRetryDelay(Duration.ZERO, Duration.ZERO));
      long first = pq.putItem(NewItem.of("a").key("k").priority(3).queue("another"));
      assertThat(pq.putItem(NewItem.of("a").key("k").queue("another"))).isEqualTo(first);
      pq.putItem(NewItem.of("later").delay(Duration.ofMillis(1)));
      for (int i = 0; i < 5; i++) {
        pq.putItem("item " + i);
      }
      finish(pq);
      joined(pq);
      assertThat(pq.sweep()).isNotNull();
      assertThat(pq.counts()).hasSize(2);
      assertThat(pq.getAllItems().count()).isEqualTo(8);
      assertThat(pq.count(ItemFilter.all().withKey("k"))).isEqualTo(1);
      assertThat(pq.examine(false)).isNotNull();
      assertThat(pq.purge(Duration.ZERO, Status.PROCESSED)).isPositive();
      assertThat(pq.purgeEvenUnfinished(ItemFilter.all())).isPositive();
    }
  }

  /** Every way for a claim to go, and an operator's words. */
  private static void finish(PersistentQ pq) {
    List<Claim> claims =
        pq.getItems(GetRequest.one().withMax(4).withWaitUpTo(Duration.ofMinutes(1)));
    assertThat(claims).hasSize(4);
    claims.get(0).extend(Duration.ofMinutes(1));
    claims.get(0).processed("result", List.of(NewItem.of("what follows")));
    claims.get(1).release();
    claims.get(2).crashed("no luck");
    long parked = claims.get(3).id();
    claims.get(3).crashed(atk.pq.Failure.hopeless("never"));
    assertThat(pq.crashes(parked)).hasSize(1);
    pq.retry(parked);
    long forced = pq.getItem(Duration.ofMinutes(1)).orElseThrow().id();
    pq.updateStatus(forced, Status.PROCESSED);
    assertThat(pq.awaitItem(forced, Duration.ofMinutes(1))).isPresent();
  }

  private void joined(PersistentQ pq) throws SQLException {
    try (Connection connection = connect(worker)) {
      connection.setAutoCommit(false);
      JdbcQ.on(pq).putItem(connection, "joined");
      connection.rollback();
    }
  }

  @Test
  @DisplayName("control: a role without any grant is refused, in words that say so")
  void stranger() {
    String stranger = newRole("stranger");
    try {
      assertThatThrownBy(() -> PersistentQ.connect(url(stranger)))
          .isInstanceOf(StoreAccessException.class)
          .hasMessageContaining("grants");
    } finally {
      SERVER.execute(database, "DROP ROLE " + stranger);
    }
  }

  @Test
  @DisplayName("a role that only looks reads the view, and nothing else")
  void looker() throws SQLException {
    try (PersistentQ pq = PersistentQ.connect(SERVER.url(database));
        Connection connection = connect(looker);
        Statement statement = connection.createStatement()) {
      pq.putItem("seen");
      statement.executeQuery("SELECT item, status, created_at FROM pq_items").close();
      assertThatThrownBy(() -> statement.execute("SELECT * FROM pq_item"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> statement.execute("DELETE FROM pq_items"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  @DisplayName("control: each grant to a worker is needed")
  void nothingTooMuch() throws IOException, SQLException {
    for (String grant : documented()) {
      if (!grant.contains("worker")) {
        continue;
      }
      String revoke = grant.replace("GRANT", "REVOKE").replace(" TO ", " FROM ");
      SERVER.execute(database, revoke.replace("worker", worker));
      assertThatThrownBy(this::worker).as(grant).isInstanceOf(StoreAccessException.class);
      SERVER.execute(database, grant.replace("worker", worker));
    }
  }
}
