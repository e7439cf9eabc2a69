package atk.pq.sqlite;

import atk.pq.CrashCause;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Payload;
import atk.pq.spi.Payload.Kind;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands out items: per queue one SELECT of the topmost, in order, and one UPDATE that gives each
 * its token, lease and consumer. The write lock is held, so nothing comes between the two.
 */
final class ClaimVerb {
  private static final int DUE_LIMIT = 1_000;
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final SqliteWriteTx tx;
  private int bytes;

  ClaimVerb(SqliteWriteTx tx) {
    this.tx = tx;
  }

  /** A request and its place among those asked. */
  private record Asked(int place, ClaimRequest request) {}

  /** A queue's id and lease; absent while it hands out nothing. */
  private record OpenQueue(long id, long leaseMillis) {}

  /** A topmost item with its payload: a String, or a byte[]. */
  private record Candidate(Rows.StoredItem row, Object payload) {
    boolean isDamaged() {
      return row.kind().ordinal() <= Kind.INLINE_FILE.ordinal()
          && Payload.crc(bytes()) != row.crc();
    }

    private byte[] bytes() {
      return payload instanceof byte[] content
          ? content
          : ((String) payload).getBytes(StandardCharsets.UTF_8);
    }

    int size() {
      return payload instanceof byte[] content ? content.length : ((String) payload).length();
    }

    static Candidate read(ResultSet row) throws SQLException {
      Rows.StoredItem item = Rows.StoredItem.read(row);
      int column = Rows.StoredItem.COLUMNS + 1;
      Object payload =
          item.kind() == Kind.INLINE_FILE ? row.getBytes(column) : row.getString(column);
      return new Candidate(item, payload == null ? "" : payload);
    }
  }

  List<List<Claimed>> claim(List<ClaimRequest> requests) throws SQLException {
    new DueItems(tx).makeReady(DUE_LIMIT);
    List<List<Claimed>> answers = new ArrayList<>(requests.size());
    Map<String, List<Asked>> byQueue = new LinkedHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      answers.add(new ArrayList<>());
      byQueue
          .computeIfAbsent(requests.get(i).queue(), name -> new ArrayList<>())
          .add(new Asked(i, requests.get(i)));
    }
    for (Map.Entry<String, List<Asked>> queue : byQueue.entrySet()) {
      claim(queue.getKey(), queue.getValue(), answers);
    }
    return answers;
  }

  private void claim(String name, List<Asked> asked, List<List<Claimed>> answers)
      throws SQLException {
    OpenQueue queue =
        tx.statements.first(
            SqliteSql.FIND_QUEUE,
            row -> row.getInt(3) == 1 ? null : new OpenQueue(row.getLong(1), row.getLong(2)),
            name);
    if (queue == null) {
      return;
    }
    int wanted = asked.stream().mapToInt(a -> a.request().max()).sum();
    List<Candidate> topmost = topmost(queue, wanted);
    StringBuilder rows = new StringBuilder("[");
    int next = 0;
    for (Asked one : asked) {
      int end = Math.min(topmost.size(), next + one.request().max());
      for (; next < end; next++) {
        answers.get(one.place()).add(claim(name, queue, one.request(), topmost.get(next), rows));
      }
    }
    if (next > 0) {
      String json = rows.append(']').toString();
      tx.statements.update(SqliteSql.CLAIM, tx.nowMillis(), json);
    }
  }

  /** The topmost items that are whole; what is damaged is put aside for an operator. */
  private List<Candidate> topmost(OpenQueue queue, int wanted) throws SQLException {
    List<Candidate> whole = new ArrayList<>(Math.min(wanted, 1_000));
    boolean again;
    do {
      whole.clear();
      List<Candidate> damaged = new ArrayList<>();
      bytes = 0;
      try (ResultSet rows =
          tx.statements.bind(SqliteSql.TOPMOST, queue.id(), wanted).executeQuery()) {
        while (bytes < MAX_BYTES && rows.next()) {
          Candidate candidate = Candidate.read(rows);
          bytes += candidate.size();
          (candidate.isDamaged() ? damaged : whole).add(candidate);
        }
      }
      for (Candidate candidate : damaged) {
        putAside(candidate.row());
      }
      again = !damaged.isEmpty();
    } while (again);
    return whole;
  }

  private void putAside(Rows.StoredItem item) throws SQLException {
    long consumer = tx.memory().consumer(tx, "pq:checksum");
    StringBuilder row = new StringBuilder("[");
    append(row, item.id(), tx.memory().random().nextLong(), tx.nowMillis(), consumer);
    tx.statements.update(SqliteSql.CLAIM, tx.nowMillis(), row.append(']').toString());
    SqliteWriteTx.State state = tx.stateOf(item.id());
    if (state != null) {
      String reason = "the payload does not match its checksum: it was changed or rotted on disk";
      tx.crash(state, CrashCause.DAMAGED, reason, true, null);
    }
  }

  private Claimed claim(
      String name, OpenQueue queue, ClaimRequest request, Candidate candidate, StringBuilder rows)
      throws SQLException {
    long token = tx.memory().random().nextLong();
    long lease = request.lease() == null ? queue.leaseMillis() : request.lease().toMillis();
    long leaseUntil = tx.nowMillis() + lease;
    long consumer = tx.memory().consumer(tx, request.consumer());
    append(rows, candidate.row().id(), token, leaseUntil, consumer);
    Rows.StoredItem row = candidate.row().claimed(tx.nowMillis(), leaseUntil, consumer);
    String text = candidate.payload() instanceof String string ? string : null;
    byte[] content = candidate.payload() instanceof byte[] file ? file : null;
    return new Claimed(row.item(name, text, request.consumer(), null), token, row.kind(), content);
  }

  /** Claims one item by its id, for an operator; null, and it is put aside, when it is damaged. */
  @Nullable Claimed claimById(long id, String consumerName) throws SQLException {
    Candidate candidate = tx.statements.first(SqliteSql.BY_ID, Candidate::read, id);
    if (candidate == null) {
      return null;
    }
    var settings = tx.settingsOf(candidate.row().queueId());
    OpenQueue queue = new OpenQueue(candidate.row().queueId(), settings.lease().toMillis());
    if (candidate.isDamaged()) {
      putAside(candidate.row());
      return null;
    }
    StringBuilder rows = new StringBuilder("[");
    ClaimRequest request = new ClaimRequest(settings.queue(), 1, null, consumerName);
    Claimed claimed = claim(settings.queue(), queue, request, candidate, rows);
    tx.statements.update(SqliteSql.CLAIM, tx.nowMillis(), rows.append(']').toString());
    return claimed;
  }

  private static void append(
      StringBuilder rows, long id, long token, long leaseUntil, long consumer) {
    rows.append(rows.length() > 1 ? ",[" : "[")
        .append(id)
        .append(',')
        .append(token)
        .append(',')
        .append(leaseUntil)
        .append(',')
        .append(consumer)
        .append(']');
  }
}
