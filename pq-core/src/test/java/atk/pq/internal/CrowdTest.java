package atk.pq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sixty-four callers that nobody answers yet, and one more. */
@DisplayName("only a crowd waits awake")
@Timeout(30)
class CrowdTest {
  private final AtomicInteger yields = new AtomicInteger();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // it may overflow
  private long nanosOfAYield;
  private final Crowd crowd =
      new Crowd(
          () -> {
            yields.incrementAndGet();
            now.addAndGet(nanosOfAYield);
          },
          now::get);
  private final List<Call<Boolean>> calls = new ArrayList<>();
  private final List<Thread> callers = new ArrayList<>();

  @AfterEach
  void answerAll() throws InterruptedException {
    calls.forEach(CrowdTest::answer);
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private static void answer(Call<Boolean> call) {
    if (call.begin()) {
      call.answer(true);
      call.succeed();
    }
  }

  /** Has one caller more wait, until it sleeps or has its answer. */
  private Call<Boolean> oneMore(boolean isAnswered) throws InterruptedException {
    AtomicReference<Call<Boolean>> made = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              Call<Boolean> call = new Calls.End();
              if (isAnswered) {
                answer(call);
              }
              made.set(call);
              crowd.await(call);
            });
    caller.start();
    while (caller.getState() != Thread.State.TIMED_WAITING
        && caller.getState() != Thread.State.TERMINATED) {
      Thread.sleep(1);
    }
    callers.add(caller);
    calls.add(made.get());
    return made.get();
  }

  private void few() throws InterruptedException {
    for (int i = 0; i < Crowd.FEW; i++) {
      oneMore(false);
    }
  }

  @Test
  @DisplayName("few sleep at once")
  void fewSleep() throws Exception {
    few();
    assertThat(yields).hasValue(0);
  }

  @Test
  @DisplayName("one more lets the others run a few times, then sleeps")
  void manyWaitAwake() throws Exception {
    few();
    oneMore(false);
    assertThat(yields).hasValue(Crowd.TIMES);
  }

  @Test
  @DisplayName("who has its answer goes on at once")
  void theAnsweredGoOn() throws Exception {
    few();
    oneMore(true);
    assertThat(yields).hasValue(0);
  }

  @Test
  @DisplayName("where that takes long, all sleep for a while, and then try again")
  void othersWantTheProcessors() throws Exception {
    nanosOfAYield = Crowd.TOO_LONG_NANOS;
    few();
    answer(oneMore(false));
    int before = yields.get();
    assertThat(before).isEqualTo(Crowd.TIMES);
    answer(oneMore(false));
    assertThat(yields).hasValue(before);
    now.addAndGet(Crowd.REST_NANOS);
    oneMore(false);
    assertThat(yields).hasValue(2 * before);
  }
}
