package atk.pq.bench.queues;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.bench.queues.Contender.Caller;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the comparison counts on: a contender hands out each item it was given, once. */
@Timeout(60)
class ContenderTest {
  @TempDir Path folder;

  static Stream<Entrant> all() {
    return Stream.of(
            List.of(Entrant.PQ, Entrant.JDBC_LOOP, Entrant.LOOP_ON_PQ),
            Entrant.others(),
            Entrant.others(1_024))
        .flatMap(List::stream)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("all")
  void handsOutEachItemOnce(Entrant entrant) throws Exception {
    try (Contender contender = entrant.opener().open(folder);
        Caller caller = contender.caller()) {
      assertThat(caller.finishSome(100)).isZero();
      caller.put("one");
      assertThat(caller.finishOne()).isTrue();
      assertThat(caller.finishOne()).isFalse();
      caller.putAll(items(4_096));
      caller.putAll(items(100));
      int finished = 0;
      for (int some = caller.finishSome(100); some > 0; some = caller.finishSome(100)) {
        assertThat(some).isLessThanOrEqualTo(100);
        finished += some;
      }
      assertThat(finished).isEqualTo(500);
      assertThat(caller.finishOne()).isFalse();
    }
  }

  private static List<String> items(int size) {
    return Collections.nCopies(250, "x".repeat(size));
  }
}
