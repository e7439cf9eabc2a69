package atk.pq.postgresql;

import atk.pq.CrashCause;
import atk.pq.postgresql.PostgresqlWriteTx.CrashOf;
import atk.pq.postgresql.Rows.Taken;
import atk.pq.postgresql.Statements.Column;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Payload;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands out items: per queue and priority one statement, which picks the topmost, skips what others
 * hold locked, and gives each its token, lease and consumer. The requests of a turn are served by
 * it together, in their order.
 */
final class ClaimVerb {
  private static final int DUE_LIMIT = 1_000;

  /** A queue of more priorities than this is scanned as a whole. */
  private static final int MOST_PRIORITIES = 8;

  private final PostgresqlWriteTx tx;

  ClaimVerb(PostgresqlWriteTx tx) {
    this.tx = tx;
  }

  /** A request that may still take items, and what it has. */
  private static final class Asked {
    final ClaimRequest request;
    final List<Claimed> items = new ArrayList<>();

    Asked(ClaimRequest request) {
      this.request = request;
    }

    int left() {
      return request.max() - items.size();
    }
  }

  /** A queue as a claim finds it. */
  private record OpenQueue(
      int id, String name, long leaseMillis, boolean isPaused, List<Integer> priorities) {

    static OpenQueue read(ResultSet row) throws SQLException {
      Array priorities = row.getArray(5);
      return new OpenQueue(
          row.getInt(1),
          row.getString(2),
          row.getLong(3),
          row.getBoolean(4),
          List.of((Integer[]) priorities.getArray()));
    }
  }

  List<List<Claimed>> claim(List<ClaimRequest> requests) throws SQLException {
    List<Asked> all = new ArrayList<>(requests.size());
    Map<String, List<Asked>> byQueue = new LinkedHashMap<>();
    for (ClaimRequest request : requests) {
      Asked asked = new Asked(request);
      all.add(asked);
      byQueue.computeIfAbsent(request.queue(), name -> new ArrayList<>()).add(asked);
    }
    for (OpenQueue queue : look(byQueue)) {
      if (!queue.isPaused()) {
        serve(queue, byQueue.getOrDefault(queue.name(), List.of()));
      }
    }
    return all.stream().map(asked -> asked.items).toList();
  }

  private List<OpenQueue> look(Map<String, List<Asked>> byQueue) throws SQLException {
    List<OpenQueue> queues = new ArrayList<>();
    boolean[] isDue = {false};
    tx.statements.query(
        PostgresqlSql.CLAIMABLE,
        row -> {
          queues.add(OpenQueue.read(row));
          isDue[0] |= row.getBoolean(6);
          tx.looked(row.getBoolean(7));
        },
        MOST_PRIORITIES + 1,
        Column.of("text", List.copyOf(byQueue.keySet()), name -> name));
    if (isDue[0]) {
      new DueItems(tx).makeReady(DUE_LIMIT);
    }
    return queues;
  }

  /** Serves requests of one queue until each has what it may have. */
  private void serve(OpenQueue queue, List<Asked> asked) throws SQLException {
    List<Asked> hungry = asked;
    boolean again;
    do {
      Round round = new Round(queue, hungry);
      round.take();
      again = round.isCutOff || round.foundDamage;
      boolean isCutOff = round.isCutOff;
      hungry =
          hungry.stream()
              .filter(one -> one.left() > 0 && (!isCutOff || one.items.isEmpty()))
              .toList();
    } while (again && !hungry.isEmpty());
  }

  /** The items of one queue that one bound of payload allows. */
  private final class Round {
    private final OpenQueue queue;
    private final List<Asked> asked;
    private final int wanted;
    private final Column places;
    private final Column leases;
    private final Column consumers;
    private int taken;
    private long bytes;
    boolean isCutOff;
    boolean foundDamage;

    Round(OpenQueue queue, List<Asked> asked) {
      this.queue = queue;
      this.asked = asked;
      wanted = asked.stream().mapToInt(Asked::left).sum();
      List<Long> firsts = new ArrayList<>();
      long first = 1;
      for (Asked one : asked) {
        firsts.add(first);
        first += one.left();
      }
      places = Column.longs(firsts);
      leases = Column.of("bigint", asked, one -> lease(one.request));
      consumers = Column.of("bytea", asked, one -> Statements.utf8(one.request.consumer()));
    }

    private long lease(ClaimRequest request) {
      return request.lease() == null ? queue.leaseMillis() : request.lease().toMillis();
    }

    void take() throws SQLException {
      if (queue.priorities().size() > MOST_PRIORITIES) {
        hand(run(PostgresqlSql.CLAIM_OF_ALL_PRIORITIES, List.of(queue.id())));
        return;
      }
      for (int priority : queue.priorities()) {
        if (taken < wanted && !isCutOff) {
          takeOf(priority);
        }
      }
    }

    private void takeOf(int priority) throws SQLException {
      long floor = tx.floors().of(queue.id(), priority);
      List<Taken> items = scan(priority, floor);
      if (floor > 0
          && taken < wanted
          && !isCutOff
          && tx.floors().mayScanAgain(queue.id(), priority)) {
        scan(priority, 0);
      }
      if (!items.isEmpty()) {
        tx.floors().claimed(queue.id(), priority, items.get(0).position());
      }
    }

    private List<Taken> scan(int priority, long floor) throws SQLException {
      long began = System.nanoTime();
      List<Taken> items = run(PostgresqlSql.CLAIM, List.of(queue.id(), priority, floor));
      if (floor == 0) {
        tx.floors().scanned(queue.id(), priority, began);
      }
      hand(items);
      return items;
    }

    private List<Taken> run(String sql, List<?> where) throws SQLException {
      List<Object> parameters = new ArrayList<>(List.of(places, taken));
      parameters.addAll(where);
      parameters.add(wanted - taken);
      parameters.add(PostgresqlReadView.PAYLOAD_BYTES - bytes);
      parameters.add(leases);
      parameters.add(consumers);
      List<Taken> items = new ArrayList<>();
      tx.statements.query(
          sql, row -> items.add(Taken.read(row, id -> queue.name())), parameters.toArray());
      items.sort(Comparator.comparingInt(Taken::place));
      return items;
    }

    private void hand(List<Taken> items) throws SQLException {
      List<Taken> damaged = new ArrayList<>();
      for (Taken item : items) {
        bytes += item.size();
        if (item.isSound()) {
          asked.get(item.request() - 1).items.add(item.claimed());
        } else {
          damaged.add(item);
        }
      }
      taken += items.size();
      isCutOff = bytes >= PostgresqlReadView.PAYLOAD_BYTES && taken < wanted;
      foundDamage |= !damaged.isEmpty();
      putAside(damaged);
    }
  }

  private void putAside(List<Taken> damaged) throws SQLException {
    List<CrashOf> crashes = new ArrayList<>(damaged.size());
    for (Taken item : damaged) {
      crashes.add(new CrashOf(item.held(), CrashCause.DAMAGED, Payload.DAMAGED, true, null));
      tx.putAside(item.held().id());
    }
    tx.crash(crashes);
  }

  /** Claims one item by its id, for an operator; null where it is damaged. */
  @Nullable Claimed claimById(long id, long leaseMillis, String consumer) throws SQLException {
    Taken item =
        tx.statements.first(
            PostgresqlSql.CLAIM_ONE,
            row -> Taken.read(row, tx::queueName),
            leaseMillis,
            Statements.utf8(consumer),
            id);
    if (item == null) {
      return null;
    }
    if (!item.isSound()) {
      putAside(List.of(item));
      return null;
    }
    return item.claimed();
  }
}
