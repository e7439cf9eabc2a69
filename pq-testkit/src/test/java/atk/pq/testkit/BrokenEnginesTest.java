package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The contract fails on engines that are broken in one rule each, with the tests of that rule and
 * no others. The control is {@link MemoryEngineTest}: the same engine with its rules in place.
 */
class BrokenEnginesTest {
  @Test
  @DisplayName("an engine that forgets the token check")
  void theTokenIsForgotten() {
    assertThat(failures(run(TokenForgotten.class)))
        .containsOnly(
            "SettleContract.aWrongTokenIsStale",
            "SettleContract.theItemOfAnother",
            "SettleContract.manyFinishedAtOnce",
            "SettleContract.tokenZero",
            "ExtendContract.aLostClaim",
            "ExtendContract.aBatchOfExtensions");
  }

  @Test
  @DisplayName("an engine that loses the order")
  void theOrderIsLost() {
    assertThat(failures(run(OrderLost.class)))
        .contains("OrderContract.byPosition", "OrderContract.byPriority")
        .noneMatch(test -> test.startsWith("SettleContract"));
  }

  @Test
  @DisplayName("an engine that allows one illegal move")
  void anIllegalMoveIsAllowed() {
    assertThat(failures(run(MoveAllowed.class)))
        .containsExactly("OverrideContract.alongTheDiagramOnly");
  }

  private static TestExecutionSummary run(Class<?> contract) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(contract)).build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary();
  }

  private static List<String> failures(TestExecutionSummary summary) {
    return summary.getFailures().stream()
        .map(failure -> failure.getTestIdentifier().getSource().orElseThrow())
        .map(source -> name((MethodSource) source))
        .toList();
  }

  private static String name(MethodSource test) {
    return test.getJavaMethod().getDeclaringClass().getSimpleName() + "." + test.getMethodName();
  }

  static class TokenForgotten extends EngineContract {
    @Override
    protected EngineFixture newFixture() {
      return BrokenEngines.tokenForgotten();
    }
  }

  static class OrderLost extends EngineContract {
    @Override
    protected EngineFixture newFixture() {
      return BrokenEngines.orderLost();
    }
  }

  static class MoveAllowed extends EngineContract {
    @Override
    protected EngineFixture newFixture() {
      return BrokenEngines.moveAllowed();
    }
  }
}
