package atk.pq.cli.command;

import atk.pq.Finding;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pq doctor}. */
@Command(
    name = "doctor",
    description = {
      "Look for what is wrong with the database or about to be, and say what to do about it.",
      "Reads everything once and changes nothing, unless told to. Ends with 4 where something"
          + " was found."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--fix",
      description =
          "Mend what can be mended without harm: permissions, leftovers, orphans, contents of no item.")
  private boolean fix;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<Finding> findings = session.examine(fix);
    if (session.format(Format.TABLE) == Format.TABLE) {
      findings.forEach(this::print);
    } else {
      list(findings);
    }
    if (findings.isEmpty()) {
      session.note("nothing is wrong");
    }
    return findings.stream().allMatch(Finding::isRepaired) ? ExitCode.OK : ExitCode.ENDED_BADLY;
  }

  /** Whole sentences: a table would cut them off. */
  private void print(Finding finding) {
    session.output().line(finding.kind() + ": " + finding.what());
    session.output().line((finding.isRepaired() ? "  done: " : "  to do: ") + finding.remedy());
  }

  private void list(List<Finding> findings) {
    try (Listing<Finding> listing =
        new Listing<>(
            session.output(),
            session.format(Format.TABLE),
            DoctorCommand::json,
            (table, finding) -> table.row(finding.kind()),
            "FOUND")) {
      findings.forEach(listing::add);
    }
  }

  private static Map<String, @Nullable Object> json(Finding finding) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("found", finding.kind().toString());
    json.put("what", finding.what());
    json.put("to_do", finding.remedy());
    json.put("done", finding.isRepaired());
    return json;
  }
}
