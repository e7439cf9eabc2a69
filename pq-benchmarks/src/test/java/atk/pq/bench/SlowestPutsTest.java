package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.bench.queues.Entrant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowestPutsTest {
  @Test
  void areCountedInFlushes() {
    assertThat(SlowestPuts.figure(puts(9), flushes()).isReached()).isTrue();
    assertThat(SlowestPuts.figure(puts(11), flushes()).isReached()).isFalse();
  }

  @Test
  void areOfTheWorksThatWerePlayed() throws Exception {
    Path folder = Files.createDirectories(Path.of("target/data"));
    List<Comparison> rates = new ArrayList<>();
    for (Work work : Works.all()) {
      if (work.title().equals("put, 1 caller") || work.title().equals("put, 64 callers")) {
        assertThat(SlowestPuts.of(rates)).isEmpty();
        List<Entrant> both = List.of(work.subject(), work.limit());
        rates.add(Comparison.play(work, both, folder, 1, 0.1));
      }
    }
    assertThat(SlowestPuts.of(rates)).hasValueSatisfying(it -> assertThat(it.value()).isPositive());
  }

  private static Latencies puts(int millis) {
    Latencies puts = new Latencies();
    for (int i = 0; i < 100; i++) {
      puts.record(i < 90 ? 500_000 : millis * 1_000_000L);
    }
    return puts;
  }

  private static Latencies flushes() {
    Latencies flushes = new Latencies();
    for (int i = 0; i < 100; i++) {
      flushes.record(i < 90 ? 1_000_000 : 50_000_000);
    }
    return flushes;
  }
}
