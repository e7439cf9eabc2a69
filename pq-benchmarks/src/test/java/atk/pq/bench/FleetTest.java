package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.bench.queues.Entrant;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several processes play on what one of them, or a server, keeps. */
@Timeout(60)
class FleetTest {
  @TempDir Path folder;

  static Stream<Entrant> shared() {
    return Stream.concat(Stream.of(Entrant.PQ), Entrant.othersOfProcesses().stream());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("shared")
  void eachDoesItsShare(Entrant entrant) throws Exception {
    try (Fleet fleet = Fleet.open(entrant, folder, 2, 2, 0.1)) {
      for (Load load : new Load[] {Load.CYCLE, Load.PUT}) {
        assertThat(fleet.play(load, 0.3))
            .hasSize(2)
            .allSatisfy(one -> assertThat(one.items()).isPositive());
      }
    }
  }

  @Test
  void timesAreToldFromProcessToProcess() {
    Latencies some = new Latencies();
    for (long nanos : new long[] {1, 40, 40, 5_000, 123_456_789}) {
      some.record(nanos);
    }
    Latencies told = Latencies.of(some.asText());
    assertThat(told.asText()).isEqualTo(some.asText());
    assertThat(told.count()).isEqualTo(5);
    assertThat(told.percentile(0.5)).isEqualTo(some.percentile(0.5));
    assertThat(told.max()).isEqualTo(123_456_789);
  }
}
