package atk.pq.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commit queue under a model checker, which decides when which thread runs: the real lanes, the
 * real writer threads, an engine that counts. Time stands still there and nobody wakes without
 * being woken, so a lost wake-up and a lost answer are threads that hang, and are reported with the
 * interleaving that led there.
 *
 * <p>The planted races are found by the same check.
 */
@DisplayName("S8 S9 no interleaving of calls, wake-ups and close loses an answer")
class InterleavingsTest {
  private static final int SHORT = 100;
  private static final int LONG = 20_000;

  /** A hang is told by what the threads wait for; by the time only where the checker itself is. */
  private static final long PATIENCE_MILLIS = 300_000;

  @Test
  @DisplayName("calls, failures, waiting gets, closing: a hundred interleavings of each")
  void briefly() {
    check(Scenes.class, SHORT);
  }

  @Test
  @Tag("deep")
  @DisplayName("the same, twenty thousand of each")
  void forLong() {
    check(Scenes.class, LONG);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        CommitQueueScene.PlainHandOver.class,
        CommitQueueScene.CloseInTwoSteps.class,
        CommitQueueScene.ForgottenWakeUp.class,
        CommitQueueScene.LeftBehind.class,
        GroupScene.Forgotten.class,
        CommitQueueScene.ToldTooEarly.class,
        CommitQueueScene.LaneNotTold.class,
        CommitQueueScene.LeftAtClose.class,
        CommitQueueScene.AsleepAtClose.class,
      })
  @DisplayName("control: a planted race is found")
  void planted(Class<? extends CommitQueueScene> race) {
    assertThatThrownBy(() -> check(race, LONG)).isInstanceOf(LincheckAssertionError.class);
  }

  @ParameterizedTest
  @Tag("deep")
  @ValueSource(
      classes = {
        CommitQueueScene.TakeInTwoSteps.class,
        CommitQueueScene.DeafBeforeWaiting.class,
        CommitQueueScene.GivingUpByTheClock.class,
      })
  @DisplayName("control: so are these")
  void plantedToo(Class<? extends CommitQueueScene> race) {
    planted(race);
  }

  /** Plays each operation of the class, each in so many interleavings. */
  private static void check(Class<?> scenes, int interleavings) {
    ModelCheckingOptions options =
        new ModelCheckingOptions()
            .iterations(0)
            .invocationsPerIteration(interleavings)
            .minimizeFailedScenario(false)
            .invocationTimeout$lincheck(PATIENCE_MILLIS)
            // no waking without being woken, and no running out of time
            .addGuarantee(
                forClasses(LockSupport.class.getName()).methods("parkNanos").mute$lincheck())
            .addGuarantee(forClasses(Call.class.getName()).methods("rest").mute$lincheck())
            // used by who commits alone
            .addGuarantee(forClasses(Turn.class.getName()).allMethods().ignore());
    for (Method method : scenes.getMethods()) {
      if (method.isAnnotationPresent(Operation.class)) {
        options.addCustomScenario(alone(method));
      }
    }
    options.check(scenes);
  }

  /** The operations start their threads themselves. */
  private static ExecutionScenario alone(Method operation) {
    Actor actor = new Actor(operation, List.of(), false, false, false, false, false);
    return new ExecutionScenario(List.of(), List.of(List.of(actor)), List.of(), null);
  }

  /** What must hold in each interleaving. */
  public static final class Scenes {
    @Operation
    public boolean twoCallersAreBothAnswered() throws InterruptedException {
      return new CommitQueueScene.TwoCallers().run();
    }

    @Operation
    public boolean twoCallersOfWhomOneWakesTheOther() throws InterruptedException {
      return new GroupScene().run();
    }

    @Operation
    public boolean aCallIsAnsweredOrRefusedByAClose() throws InterruptedException {
      return new CommitQueueScene.CallAndClose().run();
    }

    @Operation
    public boolean aCallIsRefusedByAFailure() throws InterruptedException {
      return new CommitQueueScene.CallAndFailure().run();
    }

    @Operation
    public boolean aWaitingGetHearsOfAPut() throws InterruptedException {
      return new CommitQueueScene.WaitingGet().run();
    }

    @Operation
    public boolean aWaitingGetHearsOfOtherProcesses() throws InterruptedException {
      return new CommitQueueScene.WaitingForOthers().run();
    }

    @Operation
    public boolean aWaitingGetHearsOfTheOtherLane() throws InterruptedException {
      return new CommitQueueScene.WaitingForOtherLane().run();
    }

    @Operation
    public boolean aGetThatGivesUpHasTheItemOrLeavesIt() throws InterruptedException {
      return new CommitQueueScene.GivingUp().run();
    }

    @Operation
    public boolean aCloseEndsAWaitingGet() throws InterruptedException {
      return new CommitQueueScene.CloseWhileWaiting().run();
    }
  }
}
