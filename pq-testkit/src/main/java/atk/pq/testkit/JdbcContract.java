package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import atk.pq.internal.Engines;
import atk.pq.jdbc.JdbcQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S17: what is done through {@link JdbcQ} happens exactly if the caller's transaction commits. For
 * an engine whose database is reached by JDBC; used as {@link EngineContract}.
 */
public abstract class JdbcContract {
  private static final int LARGE = 100_000;

  @TempDir Path folder;
  private EngineFixture fixture;
  private PersistentQ pq;
  private JdbcQ jdbc;
  private Connection connection;

  protected JdbcContract() {}

  /** A new, empty store. */
  protected abstract EngineFixture newFixture();

  /** A connection of the caller's own to the store's database, that commits by itself. */
  protected abstract Connection connect(EngineFixture store) throws SQLException;

  @BeforeEach
  void open() throws SQLException {
    fixture = newFixture();
    pq = open(fixture);
    jdbc = JdbcQ.on(pq);
    connection = connect(fixture);
    run("CREATE TABLE effect (what varchar(100))");
    connection.setAutoCommit(false);
  }

  private PersistentQ open(EngineFixture store) {
    var config = store.config().shareDatabase(true).filesFolder(folder.resolve("files")).build();
    return Engines.open(config, store.open(config));
  }

  @AfterEach
  void close() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    pq.close();
    run("DROP TABLE effect");
    connection.close();
    fixture.close();
  }

  @Test
  @DisplayName("S17: an item put in the caller's transaction is there once that commits")
  void committed() throws SQLException {
    run("INSERT INTO effect VALUES ('order 1')");
    List<Long> ids =
        jdbc.putItems(
            connection, List.of(NewItem.of("a").key("k").priority(2), NewItem.of("b").queue("q")));
    connection.commit();
    jdbc.committed();
    assertThat(pq.findItem(ids.get(0))).map(Item::text).contains("a");
    assertThat(pq.findItem(ids.get(1))).map(Item::queue).contains("q");
    assertThat(pq.getItem()).map(Claim::id).contains(ids.get(0));
    long later = pq.putItem("c");
    assertThat(later).isGreaterThan(ids.get(1));
  }

  @Test
  @DisplayName("S17: an item put in the caller's transaction is not there when that rolls back")
  void rolledBack() throws SQLException {
    run("INSERT INTO effect VALUES ('order 1')");
    long id = jdbc.putItem(connection, "never");
    connection.rollback();
    assertThat(pq.findItem(id)).isEmpty();
    assertThat(pq.getItem()).isEmpty();
    assertThat(effects()).isZero();
    assertThat(pq.putItem("the next")).isPositive();
  }

  @Test
  @DisplayName("S17: a queue first seen in a transaction that rolled back is made by the next put")
  void aQueueRolledBack() throws SQLException {
    jdbc.putItem(connection, NewItem.of("never").queue("fresh"));
    connection.rollback();
    pq.putItem(NewItem.of("a").queue("fresh"));
    assertThat(pq.getItem("fresh")).map(claim -> claim.item().text()).contains("a");
  }

  @Test
  @DisplayName("S17: a consumer that waits gets the item, told or not")
  void wakesConsumers() throws Exception {
    for (boolean isTold : new boolean[] {true, false}) {
      CompletableFuture<Optional<Claim>> waiting =
          CompletableFuture.supplyAsync(() -> pq.getItem(Duration.ofSeconds(60)));
      jdbc.putItem(connection, "told " + isTold);
      connection.commit();
      if (isTold) {
        jdbc.committed();
      }
      Optional<Claim> claim = waiting.get(60, TimeUnit.SECONDS);
      assertThat(claim).map(c -> c.item().text()).contains("told " + isTold);
    }
  }

  @Test
  @DisplayName("S16: a claim finished in the caller's transaction ends with its commit, once")
  void finished() throws SQLException {
    long id = pq.putItem("pay");
    Claim claim = pq.getItem().orElseThrow();
    run("INSERT INTO effect VALUES ('paid')");
    jdbc.processed(connection, claim, "receipt 7");
    claim.close();
    connection.commit();
    jdbc.committed();
    Item item = pq.findItem(id).orElseThrow();
    assertThat(item.status()).isEqualTo(Status.PROCESSED);
    assertThat(item.result()).isEqualTo("receipt 7");
    assertThat(effects()).isOne();
  }

  @Test
  @DisplayName("S16: after a rollback the item is still claimed, and its token still good")
  void finishRolledBack() throws SQLException {
    long id = pq.putItem("pay");
    Claim claim = pq.getItem().orElseThrow();
    run("INSERT INTO effect VALUES ('paid')");
    jdbc.processed(connection, claim);
    connection.rollback();
    assertThat(pq.findItem(id)).map(Item::status).contains(Status.UNDER_PROCESS);
    assertThat(effects()).isZero();
    pq.claim(id, claim.token()).processed();
    assertThat(pq.findItem(id)).map(Item::status).contains(Status.PROCESSED);
  }

  @Test
  @DisplayName("S2: a lost claim cannot be finished in the caller's transaction")
  void staleClaim() throws SQLException {
    pq.putItem("pay");
    Claim claim = pq.getItem().orElseThrow();
    pq.claim(claim.id(), claim.token()).release();
    Claim other = pq.getItem().orElseThrow();
    run("INSERT INTO effect VALUES ('paid twice')");
    assertThatThrownBy(() -> jdbc.processed(connection, claim))
        .isInstanceOf(StaleClaimException.class);
    connection.rollback();
    other.processed();
    assertThat(effects()).isZero();
  }

  @Test
  @DisplayName("a key that is taken answers the first id, in the caller's transaction too")
  void key() throws SQLException {
    long first = pq.putItem(NewItem.of("a").key("k"));
    assertThat(jdbc.putItem(connection, NewItem.of("b").key("k"))).isEqualTo(first);
    connection.commit();
  }

  @Test
  @DisplayName(
      "S17: a file put in a transaction that outlives the age of the sweep keeps its content")
  void aFileInALongTransaction() throws Exception {
    long id = jdbc.putItem(connection, NewItem.file(largeFile()));
    try (PersistentQ another = open(fixture)) {
      CompletableFuture<Long> swept =
          CompletableFuture.supplyAsync(() -> another.sweepFiles(Duration.ZERO));
      try {
        swept.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        // an engine on which one writes at a time waits for this transaction
      }
      connection.commit();
      assertThat(swept.get(60, TimeUnit.SECONDS)).isZero();
      assertThat(another.sweepFiles(Duration.ZERO)).as("now that an item refers to it").isZero();
    }
    Claim claim = pq.getItem().orElseThrow();
    assertThat(claim.id()).isEqualTo(id);
    assertThat(claim.file()).hasSize(LARGE);
    claim.processed();
  }

  @Test
  @DisplayName("S17: a file put in a transaction that rolled back leaves no content for ever")
  void aFileRolledBack() throws Exception {
    jdbc.putItem(connection, NewItem.file(largeFile()));
    connection.rollback();
    assertThat(pq.sweepFiles(Duration.ZERO)).isOne();
  }

  private Path largeFile() throws IOException {
    return Files.write(folder.resolve("large"), new byte[LARGE]);
  }

  @Test
  @DisplayName("a connection that commits by itself is refused")
  void autoCommit() throws SQLException {
    connection.setAutoCommit(true);
    assertThatThrownBy(() -> jdbc.putItem(connection, "a"))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(pq.getItem()).isEmpty();
  }

  @Test
  @DisplayName("a connection to another database is refused")
  void elsewhere() throws SQLException {
    EngineFixture another = newFixture();
    var config = another.config().build();
    try (PersistentQ theirs = Engines.open(config, another.open(config));
        Connection stranger = connect(another)) {
      stranger.setAutoCommit(false);
      assertThatThrownBy(() -> jdbc.putItem(stranger, "a"))
          .isInstanceOf(InvalidRequestException.class);
      stranger.rollback();
      assertThat(theirs.getItem()).isEmpty();
    }
    another.close();
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long effects() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM effect")) {
      row.next();
      return row.getLong(1);
    } finally {
      connection.rollback();
    }
  }
}
