package atk.pq.internal;

import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine.Flush;
import atk.pq.spi.Extension;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.Outcome;
import atk.pq.spi.Settlement;
import atk.pq.spi.WriteTx;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls that share one transaction, merged verb by verb: settle all, insert all (what callers
 * put, and what follows a finished claim), extend all, the others one by one, and last claim for
 * whoever waits, so that an item put in this turn can be handed out in it.
 */
final class Turn {
  static final int MAX_CALLS = 1_000;
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private final List<Calls.Settle> settles = new ArrayList<>();
  private final List<Calls.Put> puts = new ArrayList<>();
  private final List<Calls.Extend> extensions = new ArrayList<>();
  private final List<Calls.Other<?>> others = new ArrayList<>();
  private final List<Calls.Get> gets = new ArrayList<>();
  private final List<Call<?>> all = new ArrayList<>();
  private int bytes;
  private boolean hasWork;
  private boolean needsFlush;
  private boolean mayReadyItems;
  private List<Long> putAside = List.of();

  /** Takes calls from the front of a batch, as many as fit in; leaves out who has given up. */
  void addFrom(List<Call<?>> batch) {
    int next = 0;
    while (next < batch.size() && !isFull()) {
      Call<?> call = batch.get(next++);
      if (call.begin()) {
        add(call);
      }
    }
    batch.subList(0, next).clear();
  }

  void add(Call<?> call) {
    if (call instanceof Calls.Settle settle) {
      settles.add(settle);
    } else if (call instanceof Calls.Put put) {
      puts.add(put);
    } else if (call instanceof Calls.Extend extend) {
      extensions.add(extend);
    } else if (call instanceof Calls.Get get) {
      gets.add(get);
    } else if (call instanceof Calls.End end) {
      end.answer(true);
    } else {
      others.add((Calls.Other<?>) call);
    }
    hasWork |= !(call instanceof Calls.End);
    all.add(call);
    bytes += call.bytes();
    needsFlush |= call.needsFlush();
    mayReadyItems |= call.mayReadyItems();
  }

  boolean isFull() {
    return all.size() >= MAX_CALLS || bytes >= MAX_BYTES;
  }

  /** Whether there is anything to do in a transaction. */
  boolean hasWork() {
    return hasWork;
  }

  List<Call<?>> calls() {
    return all;
  }

  Flush flush() {
    return needsFlush ? Flush.NEEDED : Flush.NOT_NEEDED;
  }

  boolean mayReadyItems() {
    return mayReadyItems;
  }

  /** Does everything, leaving each call its answer. */
  void run(WriteTx tx) {
    settle(tx);
    insert(tx);
    extend(tx);
    for (Calls.Other<?> other : others) {
      other.run(tx);
    }
    claim(tx);
    putAside = List.copyOf(tx.putAside());
  }

  /** The damaged items that were put aside instead of being handed out, once it has run. */
  List<Long> putAside() {
    return putAside;
  }

  private void settle(WriteTx tx) {
    if (settles.isEmpty()) {
      return;
    }
    List<Settlement> asked = new ArrayList<>(settles.size());
    for (Calls.Settle call : settles) {
      asked.addAll(call.settlements);
    }
    List<Outcome> outcomes = tx.settle(asked);
    int from = 0;
    for (Calls.Settle call : settles) {
      int to = from + call.settlements.size();
      call.answer(new Calls.Settled(outcomes.subList(from, to), List.of()));
      from = to;
    }
  }

  private void insert(WriteTx tx) {
    List<Insert> items = new ArrayList<>();
    for (Calls.Put call : puts) {
      items.addAll(call.items);
    }
    for (Calls.Settle call : settles) {
      if (putsNext(call)) {
        items.addAll(call.next);
      }
    }
    if (items.isEmpty()) {
      puts.forEach(call -> call.answer(List.of()));
      return;
    }
    List<Inserted> inserted = tx.insert(items);
    int from = 0;
    for (Calls.Put call : puts) {
      call.answer(inserted.subList(from, from + call.items.size()));
      from += call.items.size();
    }
    for (Calls.Settle call : settles) {
      if (putsNext(call)) {
        List<Inserted> next = inserted.subList(from, from + call.next.size());
        call.answer(new Calls.Settled(call.answered().outcomes(), next));
        from += call.next.size();
      }
    }
  }

  private static boolean putsNext(Calls.Settle call) {
    return !call.next.isEmpty() && call.answered().isApplied();
  }

  private void extend(WriteTx tx) {
    if (extensions.isEmpty()) {
      return;
    }
    List<Extension> asked = new ArrayList<>(extensions.size());
    for (Calls.Extend call : extensions) {
      asked.add(call.extension);
    }
    List<Outcome> outcomes = tx.extend(asked);
    for (int i = 0; i < extensions.size(); i++) {
      extensions.get(i).answer(outcomes.get(i));
    }
  }

  private void claim(WriteTx tx) {
    if (gets.isEmpty()) {
      return;
    }
    List<ClaimRequest> asked = new ArrayList<>(gets.size());
    for (Calls.Get call : gets) {
      asked.add(call.request);
    }
    List<List<Claimed>> claimed = tx.claim(asked);
    for (int i = 0; i < gets.size(); i++) {
      gets.get(i).answer(claimed.get(i));
    }
    if (claimed.stream().anyMatch(List::isEmpty)) {
      MoveMarks.checkNotStopped(tx); // else who asks a queue that was moved waits for ever
    }
  }
}
