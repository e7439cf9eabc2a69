package atk.pq.sqlite;

import atk.pq.CrashCause;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Payload;
import atk.pq.spi.Payload.Kind;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
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

  ClaimVerb(SqliteWriteTx tx) {
    this.tx = tx;
  }

  /** A request and its place among those asked. */
  private record Asked(int place, ClaimRequest request) {}

  /** A queue's id and lease. */
  private record OpenQueue(long id, long leaseMillis) {}

  /** What a claimed item's row gets. */
  private record Taken(long id, long token, long leaseUntil, long consumer) {
    void bind(PreparedStatement statement, int first) throws SQLException {
      statement.setLong(first, id);
      statement.setLong(first + 1, token);
      statement.setLong(first + 2, leaseUntil);
      statement.setLong(first + 3, consumer);
    }
  }

  /** A topmost item with its payload as it is stored. */
  private record Candidate(Rows.StoredItem row, byte[] payload) {
    boolean isDamaged() {
      boolean isStored = row.kind().ordinal() <= Kind.INLINE_FILE.ordinal();
      return !row.fitsItsKind() || isStored && Payload.crc(payload) != row.crc();
    }

    @Nullable String text() {
      return row.kind() == Kind.INLINE_FILE ? null : new String(payload, StandardCharsets.UTF_8);
    }

    byte @Nullable [] content() {
      return row.kind() == Kind.INLINE_FILE ? payload : null;
    }

    /** The bytes are checked as they are stored: a text comes as its UTF-8. */
    static Candidate read(ResultSet row) throws SQLException {
      byte[] payload = row.getBytes(Rows.CANDIDATE_PAYLOAD);
      return new Candidate(Rows.StoredItem.candidate(row), payload == null ? new byte[0] : payload);
    }
  }

  List<List<Claimed>> claim(List<ClaimRequest> requests) throws SQLException {
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
    OpenQueue queue = open(name);
    if (queue == null) {
      return;
    }
    int wanted = asked.stream().mapToInt(a -> a.request().max()).sum();
    List<Candidate> topmost = topmost(queue, wanted);
    List<Taken> taken = new ArrayList<>(topmost.size());
    int next = 0;
    for (Asked one : asked) {
      int end = Math.min(topmost.size(), next + one.request().max());
      for (; next < end; next++) {
        answers.get(one.place()).add(claim(name, queue, one.request(), topmost.get(next), taken));
      }
    }
    write(taken);
  }

  /** The queue by its name, after what is due was made ready; null while it hands out nothing. */
  private @Nullable OpenQueue open(String name) throws SQLException {
    boolean[] someAreDue = {false};
    OpenQueue queue =
        tx.statements.first(
            SqliteSql.OPEN_QUEUE,
            row -> {
              someAreDue[0] = row.getBoolean(1);
              long id = row.getLong(2);
              return row.wasNull() ? null : new OpenQueue(id, row.getLong(3));
            },
            tx.nowMillis(),
            name);
    if (someAreDue[0]) {
      new DueItems(tx).makeReady(DUE_LIMIT);
    }
    return queue;
  }

  private void write(List<Taken> taken) throws SQLException {
    SqliteSql.CLAIM.update(
        tx.statements,
        taken,
        (statement, first, row) -> row.bind(statement, first),
        tx.nowMillis());
  }

  /** The topmost items that are whole; what is damaged is put aside for an operator. */
  private List<Candidate> topmost(OpenQueue queue, int wanted) throws SQLException {
    List<Candidate> whole = new ArrayList<>(Math.min(wanted, 1_000));
    boolean again;
    do {
      whole.clear();
      List<Candidate> damaged = new ArrayList<>();
      int bytes = 0;
      try (ResultSet rows =
          tx.statements.bind(SqliteSql.TOPMOST, queue.id(), wanted).executeQuery()) {
        while (bytes < MAX_BYTES && rows.next()) {
          Candidate candidate = Candidate.read(rows);
          bytes += candidate.payload().length;
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
    long token = tx.memory().random().nextLong();
    write(List.of(new Taken(item.id(), token, tx.nowMillis(), consumer)));
    SqliteWriteTx.State state = tx.stateOf(item.id());
    if (state != null) {
      tx.crash(state, CrashCause.DAMAGED, Payload.DAMAGED, true, null);
      tx.putAside(item.id());
    }
  }

  private Claimed claim(
      String name, OpenQueue queue, ClaimRequest request, Candidate candidate, List<Taken> taken)
      throws SQLException {
    long token = tx.memory().random().nextLong();
    long lease = request.lease() == null ? queue.leaseMillis() : request.lease().toMillis();
    long leaseUntil = tx.nowMillis() + lease;
    long consumer = tx.memory().consumer(tx, request.consumer());
    taken.add(new Taken(candidate.row().id(), token, leaseUntil, consumer));
    Rows.StoredItem row = candidate.row().claimed(tx.nowMillis(), leaseUntil, consumer);
    return new Claimed(
        row.item(name, candidate.text(), request.consumer(), null),
        token,
        row.kind(),
        candidate.content());
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
    List<Taken> taken = new ArrayList<>(1);
    ClaimRequest request = new ClaimRequest(settings.queue(), 1, null, consumerName);
    Claimed claimed = claim(settings.queue(), queue, request, candidate, taken);
    write(taken);
    return claimed;
  }
}
