package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.bench.parts.HandOverBenchmark;
import atk.pq.bench.parts.StatementsBenchmark;
import atk.pq.bench.parts.TurnBenchmark;
import atk.pq.bench.parts.WakeUpBenchmark;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks of the parts run; how fast is no matter here. */
@Timeout(60)
class PartsTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        StatementsBenchmark.class,
        TurnBenchmark.class,
        HandOverBenchmark.class,
        WakeUpBenchmark.class
      })
  void runs(Class<?> benchmark) throws RunnerException {
    Collection<RunResult> results = run(benchmark.getName());
    assertThat(results).isNotEmpty();
    assertThat(results)
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }

  @Test
  void oneThatIsNotThereIsNotRun() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> run("atk.pq.bench.parts.NoSuch"))
        .isInstanceOf(RunnerException.class);
  }

  private static Collection<RunResult> run(String name) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(name)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(20))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    return new Runner(options).run();
  }
}
