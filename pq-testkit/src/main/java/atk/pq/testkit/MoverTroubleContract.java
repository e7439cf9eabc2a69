package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.GetRequest;
import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.MoveFailedException;
import atk.pq.MoveProgress;
import atk.pq.MoveProgress.Step;
import atk.pq.Mover;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.PqException;
import atk.pq.QueueMovedException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A {@link Mover} while others are connected, and when it is broken off. */
public abstract class MoverTroubleContract extends MoverScene {
  protected MoverTroubleContract(
      Supplier<EngineFixture> sources, Supplier<EngineFixture> destinations) {
    super(sources, destinations);
  }

  // ---- who is connected

  @Test
  @DisplayName("S26: what a racing put was acknowledged is at the destination, and then it is told")
  void racingPuts() throws InterruptedException {
    Map<Long, String> acknowledged = new ConcurrentHashMap<>();
    List<Throwable> ends = new CopyOnWriteArrayList<>();
    try (PersistentQ one = PersistentQ.connect(source);
        PersistentQ two = PersistentQ.connect(source)) {
      List<Thread> threads =
          Stream.of(one, two, one, two).map(pq -> producer(pq, acknowledged, ends)).toList();
      for (Thread thread : threads) {
        thread.start();
      }
      while (acknowledged.size() < 200) {
        Thread.sleep(1);
      }
      mover().run();
      for (Thread thread : threads) {
        thread.join(20_000);
      }
    }
    assertThat(ends).hasSize(4).allMatch(QueueMovedException.class::isInstance);
    Map<Long, String> there =
        on(destination, pq -> Everything.of(pq).items()).stream()
            .collect(Collectors.toMap(Item::id, Item::text));
    assertThat(there).containsExactlyInAnyOrderEntriesOf(acknowledged);
  }

  private static Thread producer(
      PersistentQ pq, Map<Long, String> acknowledged, List<Throwable> ends) {
    return new Thread(
        () -> {
          for (int i = 0; ; i++) {
            String text = Thread.currentThread().getName() + " " + i;
            try {
              acknowledged.put(pq.putItem(text), text);
            } catch (PqException e) {
              ends.add(e);
              return;
            }
          }
        });
  }

  @Test
  @DisplayName("S26: who asks a source that was moved, or waits for an item of it, is told")
  void consumersAreTold() throws InterruptedException {
    try (PersistentQ pq = PersistentQ.connect(source)) {
      List<Throwable> told = new CopyOnWriteArrayList<>();
      List<Thread> waiting =
          Stream.of("default", "none", "none")
              .map(queue -> new Thread(() -> told.add(await(pq, queue))))
              .toList();
      for (Thread thread : waiting) {
        thread.start();
      }
      mover().run();
      for (Thread thread : waiting) {
        thread.join(20_000);
      }
      assertThat(told).hasSize(3).allMatch(QueueMovedException.class::isInstance);
      assertThatExceptionOfType(QueueMovedException.class).isThrownBy(pq::getItem);
      assertThatExceptionOfType(QueueMovedException.class).isThrownBy(pq::sweep);
    }
  }

  private static Throwable await(PersistentQ pq, String queue) {
    try {
      pq.getItems(GetRequest.from(queue).withWaitUpTo(LONG));
      return new AssertionError("nobody said that it was moved");
    } catch (PqException e) {
      return e;
    }
  }

  // ---- broken off, refused

  @Test
  @DisplayName("S26: a move that was broken off goes on; until then neither side can be opened")
  void goesOn() {
    on(source, pq -> pq.putItems(Stream.generate(() -> NewItem.of("x")).limit(2_500).toList()));
    for (int copied : new int[] {1_000, 2_000}) {
      assertThatThrownBy(() -> mover().onProgress(breakAt(copied)).run()).hasMessage("broken off");
      for (PqConfig side : List.of(source, destination)) {
        assertThatExceptionOfType(QueueMovedException.class)
            .isThrownBy(() -> PersistentQ.connect(side))
            .withMessageContaining("pq move");
      }
    }
    assertThat(mover().run().items()).isEqualTo(2_500);
    long count = on(destination, pq -> pq.count(ItemFilter.all()));
    assertThat(count).isEqualTo(2_500);
  }

  private static Consumer<MoveProgress> breakAt(int copied) {
    AtomicBoolean isFirst = new AtomicBoolean(true);
    return progress -> {
      if (progress.step() == Step.COPYING && isFirst.getAndSet(false)) {
        assertThat(progress.done()).isEqualTo(copied);
        throw new IllegalStateException("broken off");
      }
    };
  }

  @Test
  @DisplayName("S26: a destination that somebody else has changed is found out")
  void findsOut() {
    on(source, pq -> pq.putItem("a"));
    try (PersistentQ early = PersistentQ.connect(destination)) {
      assertThatExceptionOfType(MoveFailedException.class)
          .isThrownBy(
              () ->
                  mover()
                      .onProgress(
                          progress -> {
                            if (progress.step() == Step.COPYING) {
                              early.putItem("b");
                            }
                          })
                      .run());
    }
    assertThatExceptionOfType(QueueMovedException.class).isThrownBy(() -> on(source, pq -> pq));
    Mover.undo(source);
    String again = on(source, pq -> take(pq).item().text());
    assertThat(again).isEqualTo("a");
  }

  @Test
  @DisplayName("refuses a destination with items, the source itself, a second destination")
  void refuses() {
    on(source, pq -> pq.putItem("a"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Mover.of(source, source).run());
    on(destination, pq -> pq.putItem("b"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> mover().run())
        .withMessageContaining("has 1 items already");
    on(destination, pq -> pq.purgeEvenUnfinished(ItemFilter.all()));
    assertThatThrownBy(() -> mover().onProgress(breakAt(1)).run()).hasMessage("broken off");
    try (EngineFixture third = destinations.get()) {
      PqConfig other = third.config().filesFolder(folder.resolve("third")).build();
      assertThatExceptionOfType(QueueMovedException.class)
          .isThrownBy(() -> Mover.of(source, other).run());
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> Mover.of(destination, other).run())
          .withMessageContaining("not wholly arrived");
    }
    assertThat(mover().run().items()).isEqualTo(1);
  }
}
