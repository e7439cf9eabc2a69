package atk.pq.cli.command;

import atk.pq.Finding;
import atk.pq.PersistentQ;
import atk.pq.StoreException;
import atk.pq.UnsafeStoreException;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
      description = "Mend what can be mended without harm: permissions, leftovers, orphans.")
  private boolean fix;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<Finding> findings = findings();
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
    session.output().line(name(finding) + ": " + finding.what());
    session.output().line((finding.isRepaired() ? "  done: " : "  to do: ") + finding.remedy());
  }

  private void list(List<Finding> findings) {
    try (Listing<Finding> listing =
        new Listing<>(
            session.output(),
            session.format(Format.TABLE),
            DoctorCommand::json,
            (table, finding) -> table.row(name(finding)),
            "FOUND")) {
      findings.forEach(listing::add);
    }
  }

  /** What keeps the database from being opened is a finding too; its message says what to do. */
  private List<Finding> findings() {
    try (PersistentQ pq = session.open()) {
      return pq.examine(fix);
    } catch (UnsafeStoreException e) {
      boolean isNetwork = String.valueOf(e.getMessage()).contains("network file system");
      return List.of(
          refused(isNetwork ? Finding.Kind.NETWORK_FILE_SYSTEM : Finding.Kind.UNSAFE_ENGINE, e));
    } catch (StoreException e) {
      return List.of(refused(Finding.Kind.CANNOT_OPEN, e));
    }
  }

  private static Finding refused(Finding.Kind kind, StoreException e) {
    return new Finding(kind, String.valueOf(e.getMessage()), "as it says", false);
  }

  private static String name(Finding finding) {
    return finding.kind().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, @Nullable Object> json(Finding finding) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("found", name(finding));
    json.put("what", finding.what());
    json.put("to_do", finding.remedy());
    json.put("done", finding.isRepaired());
    return json;
  }
}
