package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.bench.queues.Contender;
import atk.pq.bench.queues.Entrant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One that fails takes nothing of the others with it. */
@Timeout(60)
class FailuresTest {
  private static final Entrant UNOPENED =
      new Entrant(
          "unopened",
          Entrant.Kind.SERVER,
          "flush",
          folder -> {
            throw new IllegalStateException("not opened", new IOException("no\nserver | here"));
          });
  private static final Entrant UNCALLED =
      new Entrant("uncalled", Entrant.Kind.SERVER, "flush", folder -> new Uncalled());

  @TempDir Path folder;

  /** Opens, and then lets nobody in. */
  private static final class Uncalled implements Contender {
    @Override
    public Caller caller() throws IOException {
      throw new IOException("no more connections");
    }

    @Override
    public void close() {}
  }

  private String played(Entrant subject, Entrant... others) throws Exception {
    Work work = new Work(Load.PUT, 4, 1, Entrant.NAIVE, 0.01).with(subject);
    List<Entrant> all = Stream.concat(Stream.of(subject), Stream.of(others)).toList();
    Comparison comparison = Comparison.play(work, all, folder, 1, 0.05);
    Report report =
        new Report("", List.of(comparison), FlushCounts.none(), Map.of(), Map.of("A probe", "x"));
    assertThat(report.behind()).isNotEmpty();
    assertThat(report.inShort()).isNotEmpty();
    assertThat(Plot.svg(List.of(comparison))).contains("naive SQLite");
    return report.markdown() + report.reached();
  }

  @Test
  void itsRowSaysWhyAndTheOthersHaveTheirs() throws Exception {
    assertThat(played(Entrant.PQ, UNOPENED, UNCALLED, Entrant.NAIVE))
        .contains(
            "| unopened | flush | could not be played: no server / here | | | | | |",
            "| uncalled | flush | could not be played: no more connections | | | | | |",
            "| Pq | flush | ",
            "| naive SQLite | flush | ",
            "## A probe\n\nCould not be measured: x")
        .contains("| A probe | | **could not be measured** |")
        .doesNotContain("unknown number");
  }

  @Test
  void whereNothingMayBeTracedTheReportSaysSo() throws Exception {
    Path strace = folder.resolve("strace");
    Files.writeString(
        strace,
        "#!/bin/sh\necho 'strace: ptrace(PTRACE_TRACEME, ...): Not permitted' >&2; exit 1\n");
    Files.setPosixFilePermissions(strace, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(withFlushesCountedBy(strace.toString()))
        .contains(
            "No flushes were counted: strace may not trace here: strace: ptrace(PTRACE_TRACEME,"
                + " ...): Not permitted\n")
        .contains("| Pq | flush | ");
    assertThat(withFlushesCountedBy(folder.resolve("none").toString()))
        .contains("No flushes were counted: there is no strace\n");
  }

  private String withFlushesCountedBy(String strace) throws Exception {
    Work work = new Work(Load.PUT, 4, 1, Entrant.NAIVE, 0.01).with(Entrant.PQ);
    Comparison comparison = Comparison.play(work, List.of(Entrant.PQ), folder, 1, 0.05);
    FlushCounts flushes = FlushCounts.count(strace, List.of(work), folder, 0.05);
    return new Report("", List.of(comparison), flushes, Map.of(), Map.of()).markdown();
  }

  @Test
  void whereItIsPqItselfTheTargetSaysSo() throws Exception {
    assertThat(played(UNCALLED, Entrant.NAIVE))
        .contains(
            "Pq is at an unknown number of × naive SQLite",
            "| uncalled | flush | could not be played: no more connections |",
            "0.01 × naive SQLite | **could not be played** |");
  }
}
