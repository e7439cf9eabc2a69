package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.bench.queues.Entrant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who plays what. */
class WorksTest {
  /** They are headings, and what {@code --only} and the counting of flushes know a work by. */
  @Test
  void titlesAreUnique() {
    assertThat(Works.all()).extracting(Work::title).doesNotHaveDuplicates();
  }

  @Test
  void everybodyElsePlaysWhatIsSaidOfPqAsItComes() {
    for (Work work : Works.all()) {
      if (work.subject() == Entrant.PQ && work.load() != Load.HANDLERS) {
        assertThat(names(work)).as(work.title()).containsAll(othersOf(work));
      }
    }
  }

  @Test
  void whatIsToBeBeatenIsOfWorksThatArePlayed() {
    assertThat(Works.all()).containsAll(Works.TO_BEAT.stream().map(ToBeat::work).toList());
    assertThat(ToBeat.table(List.of())).doesNotContain("16,011");
  }

  /** Else the numbers of a run would be lost at its end. */
  @Test
  void theDocumentsHaveAPlaceForWhatIsMeasured() throws Exception {
    assertThat(Files.readString(Path.of("../docs/performance.md")))
        .contains("<!-- measured: reached -->", "<!-- measured: to beat -->")
        .contains("<!-- measured: behind -->");
    assertThat(Files.readString(Path.of("../README.md"))).contains("<!-- measured: in short -->");
  }

  private static List<String> othersOf(Work work) {
    if (work.processes() > 1) {
      return names(Entrant.othersOfProcesses());
    }
    return names(Entrant.others(work.callers()));
  }

  private static List<String> names(Work work) {
    List<String> names = names(work.entrants());
    assertThat(names).doesNotHaveDuplicates().startsWith("Pq");
    return names;
  }

  private static List<String> names(List<Entrant> entrants) {
    List<String> names = new ArrayList<>();
    entrants.forEach(one -> names.add(one.name()));
    return names;
  }
}
