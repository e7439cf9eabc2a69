package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.PqConfig;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Insert;
import atk.pq.spi.Payload;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import atk.pq.spi.WriteTx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How many statements a verb sends: each is a round trip to the server. */
class PostgresqlRoundTripsTest {
  private final PostgresFixture fixture = new PostgresFixture();
  private final PqConfig config = fixture.config().build();
  private final List<Object> sent = new ArrayList<>();
  private Connection connection;
  private PostgresqlWriteTx tx;

  @BeforeEach
  void aQueueThatIsKnown() throws SQLException {
    fixture.open(config).close();
    connection = fixture.connect();
    connection.setAutoCommit(false);
    Connection counting =
        (Connection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("prepareStatement")) {
                    sent.add(arguments[0]);
                  }
                  try {
                    return method.invoke(connection, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    tx =
        new PostgresqlWriteTx(
            new Statements(counting), config, new PostgresqlMemory(), new Floors());
    tx.insert(List.of(item()));
    tx.committed();
    sent.clear();
  }

  @AfterEach
  void close() throws SQLException {
    connection.rollback();
    connection.close();
    fixture.close();
  }

  private static Insert item() {
    return new Insert("default", 0, Duration.ZERO, null, Map.of(), Payload.text("item"));
  }

  private static List<Claimed> claim(WriteTx tx) {
    return tx.claim(List.of(new ClaimRequest("default", 100, null, "me"))).get(0);
  }

  @Test
  @DisplayName("a hundred puts are one, a hundred claims two, a hundred finishes one")
  void manyAtOnce() {
    tx.insert(Collections.nCopies(99, item()));
    assertThat(sent).hasSize(1);
    List<Claimed> claims = claim(tx);
    assertThat(claims).hasSize(100);
    assertThat(sent).hasSize(3);
    tx.settle(
        claims.stream()
            .map(one -> new Settlement(one.item().id(), one.token(), Verdict.PROCESSED, null, null))
            .toList());
    assertThat(sent).hasSize(4);
  }

  @Test
  @DisplayName("a get that finds nothing is two, with the look for the mark of a move")
  void anEmptyGet() {
    claim(tx);
    sent.clear();
    assertThat(claim(tx)).isEmpty();
    assertThat(tx.moveMark()).isEmpty();
    assertThat(sent).hasSize(2);
  }
}
