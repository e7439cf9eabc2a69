package atk.pq.internal;

import atk.pq.MoveFailedException;
import atk.pq.MoveProgress;
import atk.pq.MoveProgress.Step;
import atk.pq.QueueSettings;
import atk.pq.internal.files.Pins;
import atk.pq.spi.MoveMark;
import atk.pq.spi.MoveMark.Stage;
import atk.pq.spi.Payload;
import atk.pq.spi.StoredItem;
import atk.pq.spi.WriteTx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Copies a source that stands still, and compares. Holds no more than a batch at a time. */
final class MoveCopy {
  private static final int BATCH = 1_000;
  private static final int DAMAGED_TOLD = 1_000;

  private final MoveSide source;
  private final MoveSide destination;
  private final Consumer<MoveProgress> listener;
  private final long total;
  private final long lastNumber;
  private final List<Long> damaged = new ArrayList<>();

  MoveCopy(MoveSide source, MoveSide destination, Consumer<MoveProgress> listener) {
    this.source = source;
    this.destination = destination;
    this.listener = listener;
    this.total = MoveSide.total(source.read(view -> view.counts()));
    this.lastNumber = source.read(view -> view.lastNumber());
  }

  long total() {
    return total;
  }

  List<Long> damaged() {
    return List.copyOf(damaged);
  }

  MoveMark markOf(WriteTx tx) {
    return tx.moveMark().orElseThrow(() -> new MoveFailedException("the mark of the move is gone"));
  }

  // ---- copy

  void run() {
    MoveMark mark = destination.write(this::markOf);
    if (mark.stage() == Stage.ARRIVED) {
      return;
    }
    List<QueueSettings> queues = queuesToBe();
    destination.change(
        tx -> {
          queues.forEach(tx::configure);
          tx.restore(List.of(), lastNumber);
        });
    long done = MoveSide.total(destination.read(view -> view.counts()));
    long after = mark.upTo();
    List<StoredItem> batch;
    do {
      long from = after;
      batch = source.read(view -> view.stored(from, BATCH));
      if (!batch.isEmpty()) {
        after = copy(batch);
        done += batch.size();
        listener.accept(new MoveProgress(Step.COPYING, done, total));
      }
    } while (!batch.isEmpty());
  }

  /** The source's queues as they were before the move paused them. */
  private List<QueueSettings> queuesToBe() {
    return source.read(
        view -> {
          List<String> running = view.moveMark().map(MoveMark::running).orElse(List.of());
          return view.queues().stream()
              .map(queue -> queue.withPaused(!running.contains(queue.queue())))
              .toList();
        });
  }

  private long copy(List<StoredItem> batch) {
    long last = batch.get(batch.size() - 1).item().id();
    try (Pins pins = new Pins()) {
      for (StoredItem stored : batch) {
        if (!isSound(stored, pins) && damaged.size() < DAMAGED_TOLD) {
          damaged.add(stored.item().id());
        }
      }
      destination.change(
          tx -> {
            tx.restore(batch, lastNumber);
            tx.markMove(markOf(tx).withUpTo(last));
          });
    }
    return last;
  }

  /** Whether the content is what was put. One that lies in files is brought over first. */
  private boolean isSound(StoredItem stored, Pins pins) {
    Payload payload = stored.payload();
    return switch (payload.kind()) {
      case TEXT -> Payload.crc(payload.text().getBytes(StandardCharsets.UTF_8)) == payload.crc();
      case INLINE_FILE -> payload.bytes() != null && Payload.crc(payload.bytes()) == payload.crc();
      case STORED_FILE -> destination.files().bring(stored.item(), source.files(), pins);
      case REFERENCED_FILE -> true; // lies where it lay, and is looked at when it is handed out
    };
  }

  // ---- compare

  /** The hash that both sides have. */
  String compare() {
    check("queues", MoveCopy::settings);
    check("counts", MoveSide::counts);
    String there = hash(source, 0);
    String here = hash(destination, total);
    if (!here.equals(there)) {
      throw differs("items");
    }
    return here;
  }

  private static Map<String, QueueSettings> settings(MoveSide side) {
    return side.read(view -> view.queues()).stream()
        .collect(Collectors.toMap(QueueSettings::queue, queue -> queue.withPaused(true)));
  }

  private void check(String what, Function<MoveSide, ? extends Map<?, ?>> read) {
    if (!read.apply(destination).entrySet().containsAll(read.apply(source).entrySet())) {
      throw differs(what);
    }
  }

  private MoveFailedException differs(String what) {
    return new MoveFailedException(
        "the "
            + what
            + " of "
            + destination.name()
            + " are not those of "
            + source.name()
            + ": somebody else has changed the destination. The source has all its items and stays"
            + " stopped. Delete the destination, give the move up (pq move --undo "
            + source.name()
            + ") and begin anew");
  }

  private String hash(MoveSide side, long before) {
    ItemHash hash = new ItemHash();
    long done = before;
    long after = 0;
    List<StoredItem> batch;
    do {
      long from = after;
      batch = side.read(view -> view.stored(from, BATCH));
      for (StoredItem stored : batch) {
        hash.add(stored);
        after = stored.item().id();
      }
      done += batch.size();
      listener.accept(new MoveProgress(Step.COMPARING, done, 2 * total));
    } while (!batch.isEmpty());
    return hash.hex();
  }
}
