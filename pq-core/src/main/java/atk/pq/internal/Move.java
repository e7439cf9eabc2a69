package atk.pq.internal;

import atk.pq.InvalidRequestException;
import atk.pq.ItemFilter;
import atk.pq.MoveFailedException;
import atk.pq.MoveProgress;
import atk.pq.MoveProgress.Step;
import atk.pq.MoveReport;
import atk.pq.Page;
import atk.pq.PqConfig;
import atk.pq.PqException;
import atk.pq.QueueMovedException;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.spi.MoveMark;
import atk.pq.spi.MoveMark.Stage;
import atk.pq.spi.StatusChange;
import atk.pq.spi.WriteTx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a move.
 *
 * <p>What is done is kept in the marks of both databases, each changed in one transaction with what
 * it speaks of, so that a run that follows a kill knows where to go on:
 *
 * <ol>
 *   <li>source DRAINING: all queues are paused, and the claims end;
 *   <li>source MOVING, in a transaction that sees no claim and after which the database refuses
 *       every change: what was acknowledged before is all there will ever be;
 *   <li>destination FILLING: items arrive in the order of ids, each batch together with how far it
 *       reaches;
 *   <li>when both sides hold the same: destination ARRIVED, then source MOVED.
 * </ol>
 */
public final class Move {
  private static final String FENCED = "the queue was moved to another database (pq move --fence)";
  private static final long LOOK_AGAIN_MILLIS = 100;
  private static final int BATCH = 1_000;

  private final PqConfig from;
  private final PqConfig to;
  private final Duration patience;
  private final boolean fences;
  private final Consumer<MoveProgress> listener;
  private long fenced;

  public Move(
      PqConfig from,
      PqConfig to,
      Duration patience,
      boolean fences,
      Consumer<MoveProgress> listener) {
    this.from = from;
    this.to = to;
    this.patience = patience;
    this.fences = fences;
    this.listener = listener;
  }

  public MoveReport run() {
    if (MoveSide.nameOf(from).equals(MoveSide.nameOf(to))) {
      throw sameDatabase();
    }
    try (MoveSide source = MoveSide.open(from);
        MoveSide destination = MoveSide.open(to)) {
      try {
        beginAndDrain(source, destination);
      } catch (PqException e) {
        discard(destination, e);
        throw e;
      }
      MoveCopy copy = new MoveCopy(source, destination, listener);
      copy.run();
      String sha256 = copy.compare();
      destination.change(tx -> tx.markMove(copy.markOf(tx).withStage(Stage.ARRIVED)));
      source.change(tx -> tx.markMove(copy.markOf(tx).withStage(Stage.MOVED)));
      return new MoveReport(copy.total(), fenced, sha256, copy.damaged());
    }
  }

  private static void discard(MoveSide destination, PqException why) {
    try {
      destination.discard();
    } catch (PqException e) {
      why.addSuppressed(e);
    }
  }

  private void beginAndDrain(MoveSide source, MoveSide destination) {
    MoveMark mark = begin(source, destination);
    if (mark.stage() == Stage.DRAINING) {
      try {
        drain(source, mark);
      } catch (MoveFailedException e) {
        destination.change(tx -> tx.markMove(null)); // it has nothing yet
        throw e;
      }
    }
  }

  private static InvalidRequestException sameDatabase() {
    return new InvalidRequestException(
        "source and destination are the same database; name another one to move to");
  }

  // ---- begin, or find out where to go on

  private MoveMark begin(MoveSide source, MoveSide destination) {
    MoveMark here = source.mark();
    MoveMark there = destination.mark();
    if (here == null || here.stage() == Stage.ARRIVED) {
      return beginAnew(source, destination, there);
    }
    if (here.stage() == Stage.FILLING) {
      throw new InvalidRequestException(
          source.name() + " has not wholly arrived from " + here.other() + ": finish that first");
    }
    if (here.stage() == Stage.MOVED) {
      throw MoveMarks.moved(source.name(), here.other());
    }
    if (here.id().equals(idOf(there))) {
      if (here.equals(there)) {
        throw sameDatabase(); // by two names
      }
      return here;
    }
    if (!here.other().equals(destination.name()) || there != null) {
      throw new QueueMovedException(
          source.name()
              + " is being moved to "
              + here.other()
              + ": run that again, or give it up (pq move --undo "
              + source.name()
              + ") and name a new database",
          here.other());
    }
    receive(destination, source.name(), here.id());
    return here;
  }

  private MoveMark beginAnew(MoveSide source, MoveSide destination, @Nullable MoveMark there) {
    if (there != null && there.stage() != Stage.ARRIVED && !isLeftOver(there, source)) {
      throw new InvalidRequestException(
          destination.name()
              + " takes part in another move, with "
              + there.other()
              + "; name a new or empty database to move to");
    }
    destination.checkEmpty();
    source.files().checkCanMoveTo(destination.files());
    String id = UUID.randomUUID().toString();
    MoveMark mark = new MoveMark(Stage.DRAINING, id, destination.name(), List.of(), 0);
    source.change(tx -> pauseAll(tx, mark));
    if (id.equals(idOf(destination.mark()))) {
      undo(source);
      throw sameDatabase();
    }
    receive(destination, source.name(), id);
    return mark;
  }

  /** Of a move of the same source that was given up before anything arrived. */
  private static boolean isLeftOver(MoveMark there, MoveSide source) {
    return there.stage() == Stage.FILLING
        && there.upTo() == 0
        && there.other().equals(source.name());
  }

  private static @Nullable String idOf(@Nullable MoveMark mark) {
    return mark == null ? null : mark.id();
  }

  private static void receive(MoveSide destination, String source, String id) {
    destination.checkEmpty();
    destination.change(tx -> tx.markMove(new MoveMark(Stage.FILLING, id, source, List.of(), 0)));
  }

  // ---- drain and stop the source

  private void drain(MoveSide source, MoveMark mark) {
    long deadline = System.nanoTime() + patience.toNanos();
    ItemFilter held = ItemFilter.all().withStatus(Status.UNDER_PROCESS);
    long most = 0;
    while (true) {
      source.change(
          tx -> {
            pauseAll(tx, mark);
            tx.sweep(BATCH);
          });
      long left = source.read(view -> view.count(held));
      most = Math.max(most, left);
      listener.accept(new MoveProgress(Step.WAITING, most - left, most));
      boolean isOver = System.nanoTime() - deadline >= 0;
      if ((left == 0 || isOver && fences) && source.write(tx -> stop(tx, isOver && fences))) {
        return;
      }
      if (isOver && !fences) {
        undo(source);
        throw new MoveFailedException(
            left
                + " items of "
                + source.name()
                + " were still Under_Process after "
                + patience.toSeconds()
                + " s: the move was given up, and the source goes on. Wait longer, end the"
                + " consumers, or take the items from them (--fence)");
      }
      sleep();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MoveFailedException(
          "the move was interrupted while it waited for claims; run it again to go on");
    }
  }

  /** Pauses what is not paused, and remembers what that is. */
  private static MoveMark pauseAll(WriteTx tx, MoveMark mark) {
    MoveMark now = tx.moveMark().filter(known -> known.id().equals(mark.id())).orElse(mark);
    Set<String> running = new HashSet<>(now.running());
    for (QueueSettings queue : tx.queues()) {
      if (!queue.paused()) {
        running.add(queue.queue());
        tx.configure(queue.withPaused(true));
      }
    }
    MoveMark paused = now.withRunning(running.stream().sorted().toList());
    if (!paused.equals(tx.moveMark().orElse(null))) {
      tx.markMove(paused);
    }
    return paused;
  }

  /** Whether the source stands still from now on: not while somebody holds an item. */
  private boolean stop(WriteTx tx, boolean fence) {
    MoveMark known = tx.moveMark().orElseThrow();
    tx.markMove(known); // from here on nobody else changes anything
    MoveMark mark = pauseAll(tx, known);
    ItemFilter held = ItemFilter.all().withStatus(Status.UNDER_PROCESS);
    if (tx.count(held) > 0) {
      if (!fence) {
        return false;
      }
      fenced = fence(tx, held);
    }
    tx.markMove(mark.withStage(Stage.MOVING));
    return true;
  }

  private static long fence(WriteTx tx, ItemFilter held) {
    List<StatusChange> changes = new ArrayList<>();
    Page page;
    long after = 0;
    do {
      page = tx.page(held, after, BATCH);
      page.items()
          .forEach(
              item ->
                  changes.add(
                      new StatusChange(item.id(), Status.CRASHED, FENCED, Consumers.current())));
      after = page.next();
    } while (!page.isLast());
    tx.override(changes);
    return changes.size();
  }

  // ---- give up

  public static void undo(PqConfig source) {
    try (MoveSide side = MoveSide.open(source)) {
      undo(side);
    }
  }

  private static void undo(MoveSide source) {
    source.change(
        tx -> {
          MoveMark mark = tx.moveMark().orElse(null);
          if (mark == null || mark.stage() == Stage.FILLING || mark.stage() == Stage.ARRIVED) {
            throw new InvalidRequestException(
                source.name()
                    + " was not moved elsewhere, so there is nothing to undo"
                    + (mark == null ? "" : "; a destination may simply be deleted"));
          }
          tx.markMove(mark.withStage(Stage.DRAINING));
          for (QueueSettings queue : tx.queues()) {
            if (mark.running().contains(queue.queue())) {
              tx.configure(queue.withPaused(false));
            }
          }
          tx.markMove(null);
        });
  }
}
