package atk.pq.cli.command;

import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Json;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.Version;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pq version}. */
@Command(
    name = "version",
    description = "Print the versions of pq, of its SQLite driver and of Java.")
final class VersionCommand implements Callable<Integer> {
  private final Session session;

  VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Map<String, String> versions = Version.all();
    switch (session.format(Format.TABLE)) {
      case TABLE ->
          versions.forEach((name, version) -> session.output().line(name + " " + version));
      case JSON, JSONL -> session.output().line(Json.write(versions));
      case ID -> session.output().line(Version.pq());
    }
    return ExitCode.OK;
  }
}
