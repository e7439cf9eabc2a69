package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.ItemFilter;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Turns that wait for each other in a circle: the server gives one up, and it is repeated. */
class PostgresqlDeadlockTest {
  private static final int KEYS = 1_000;

  @Test
  @DisplayName("S9: keys put in opposite order on two lanes: no error, and no item twice")
  void keysInOppositeOrder() throws Exception {
    PostgresServer server = PostgresServer.shared();
    String database = server.createDatabase("deadlock");
    server.execute(database, "ALTER DATABASE " + database + " SET deadlock_timeout = '20ms'");
    try (PersistentQ pq = PersistentQ.connect(server.url(database));
        Connection outside = server.connect(database)) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      int rounds = 0;
      do {
        String prefix = "round " + rounds++ + " key ";
        List<NewItem> there =
            IntStream.range(0, KEYS).mapToObj(i -> NewItem.of("x").key(prefix + i)).toList();
        List<NewItem> back = new ArrayList<>(there);
        Collections.reverse(back);
        List<FutureTask<List<Long>>> puts = onBothLanes(pq, there, back);
        List<Long> ids = puts.get(0).get(30, TimeUnit.SECONDS);
        List<Long> backwards = new ArrayList<>(puts.get(1).get(30, TimeUnit.SECONDS));
        Collections.reverse(backwards);
        assertThat(backwards).as("a key names one item").isEqualTo(ids);
        assertThat(pq.count(ItemFilter.all())).isEqualTo((long) rounds * KEYS);
        assertThat(System.nanoTime()).as("it came to a deadlock").isLessThan(deadline);
      } while (rounds < 3 || deadlocks(outside) == 0);
      System.out.printf("%d deadlocks in %d rounds%n", deadlocks(outside), rounds);
    }
  }

  /** A thread keeps to a lane, which goes by its id; the ids of new threads rise. */
  @SafeVarargs
  private static List<FutureTask<List<Long>>> onBothLanes(PersistentQ pq, List<NewItem>... puts) {
    List<FutureTask<List<Long>>> tasks = new ArrayList<>();
    while (tasks.size() < puts.length) {
      List<NewItem> items = puts[tasks.size()];
      FutureTask<List<Long>> task = new FutureTask<>(() -> pq.putItems(items));
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      if (thread.getId() % puts.length == tasks.size()) {
        tasks.add(task);
        thread.start();
      }
    }
    return tasks;
  }

  /** As far as the server has counted yet. */
  private static long deadlocks(Connection outside) throws SQLException {
    try (Statement statement = outside.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
