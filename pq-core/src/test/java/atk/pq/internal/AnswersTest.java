package atk.pq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A turn of a hundred callers; what may come between what is {@link InterleavingsTest}'s. */
@DisplayName("of many callers some wake the others")
@Timeout(30)
class AnswersTest {
  private static final int CALLERS = 100;

  private final BlockingQueue<Call<?>> made = new ArrayBlockingQueue<>(CALLERS);
  private final List<Thread> callers = new ArrayList<>();
  private final Crowd crowd = new Crowd();

  private List<Call<?>> calls(int count) throws InterruptedException {
    List<Call<?>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread caller =
          new Thread(
              () -> {
                Call<Boolean> call = call();
                made.add(call);
                crowd.await(call);
              });
      caller.start();
      callers.add(caller);
      calls.add(made.take());
    }
    for (Thread caller : callers) {
      while (caller.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    return calls;
  }

  private static Call<Boolean> call() {
    Call<Boolean> call = new Calls.End();
    call.begin();
    call.answer(true);
    return call;
  }

  private void joinAll() throws InterruptedException {
    for (Thread caller : callers) {
      caller.join();
    }
    callers.clear();
  }

  private long nanosUntilAllAreBack(List<Call<?>> calls) throws InterruptedException {
    long began = System.nanoTime();
    new Answers(crowd).give(calls);
    joinAll();
    return System.nanoTime() - began;
  }

  @Test
  @DisplayName("all are woken, long before they would look themselves")
  void allAreWoken() throws InterruptedException {
    assertThat(nanosUntilAllAreBack(calls(CALLERS))).isLessThan(Duration.ofMillis(900).toNanos());
  }

  @Test
  @DisplayName("one that dies on the way to its answer keeps those it was to wake for a second")
  void aCallThatNobodyAwaits() throws InterruptedException {
    List<Call<?>> calls = calls(CALLERS - 1);
    calls.add(0, call());
    assertThat(nanosUntilAllAreBack(calls)).isLessThan(Duration.ofSeconds(10).toNanos());
    assertThat(calls).allMatch(Call::isDone);
  }

  @Test
  @DisplayName("a call with a receiver is told by who commits, and wakes nobody")
  void receiversWakeNobody() throws InterruptedException {
    List<String> told = new ArrayList<>();
    List<Call<?>> calls = calls(CALLERS - 40);
    for (int i = 0; i < 40; i++) {
      Call<Boolean> call = call();
      call.then((answer, error) -> told.add(Thread.currentThread().getName()));
      calls.add(i, call);
    }
    nanosUntilAllAreBack(calls);
    assertThat(told).hasSize(40).containsOnly(Thread.currentThread().getName());
  }

  @Test
  @DisplayName("who commits wakes all while few wait, and one of each group while many do")
  void groups() throws InterruptedException {
    for (int count : List.of(1, 47, 48, 100)) {
      List<Integer> others = new ArrayList<>();
      Answers answers =
          new Answers(crowd) {
            @Override
            void succeed(Call<?> first, List<Call<?>> mates) {
              others.add(mates.size());
              super.succeed(first, mates);
            }
          };
      List<Call<?>> calls = calls(count);
      answers.give(calls);
      joinAll();
      assertThat(others)
          .isEqualTo(
              switch (count) {
                case 48 -> List.of(15, 15, 15);
                case 100 -> List.of(15, 15, 15, 15, 15, 15, 3);
                default -> List.of();
              });
    }
  }
}
