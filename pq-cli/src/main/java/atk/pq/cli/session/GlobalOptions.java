package atk.pq.cli.session;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself with the options of all commands, to be given before or after their name. */
@Command(
    name = "pq",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "A persistent queue: put items, get them elsewhere, lose nothing.",
    optionListHeading = "%nOptions of every command:%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Exit status: 0 ok, 1 error, 2 usage, 3 nothing there, 4 ended badly or claim",
      "lost, 5 no such item, 130 interrupted."
    })
public final class GlobalOptions implements Callable<Integer> {
  @Option(
      names = "--db",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE|URL",
      description = "The database; else $PQ_DB, .pq.properties or pq.db.")
  @Nullable String db;

  @Option(
      names = {"-q", "--queue"},
      scope = ScopeType.INHERIT,
      paramLabel = "QUEUE",
      description = "The queue; else $PQ_QUEUE, .pq.properties or \"default\".")
  @Nullable String queue;

  @Option(
      names = "--files-folder",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description =
          "Where contents of files lie; else $PQ_FILES, .pq.properties or DATABASE.files.")
  @Nullable String filesFolder;

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      description = "table, json, jsonl or id.")
  @Nullable Format format;

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "No colours; also with $NO_COLOR, and off a terminal.")
  boolean noColor;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  boolean verbose;

  @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "No chatter.")
  boolean quiet;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the versions of pq, of its SQLite driver and of Java.")
  boolean version;

  @Spec CommandSpec spec;

  /** Without a command: the help, as an error. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** Reads {@code -o}, in any case. */
  static final class FormatConverter implements CommandLine.ITypeConverter<Format> {
    @Override
    public Format convert(String name) {
      return Format.parse(name);
    }
  }
}
