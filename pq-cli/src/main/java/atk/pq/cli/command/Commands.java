package atk.pq.cli.command;

import atk.pq.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The one list of the commands. */
public final class Commands {
  private static final Map<String, Function<Session, Object>> ALL = new LinkedHashMap<>();

  /** The global options that are followed by a value. */
  private static final Set<String> WITH_VALUE = Set.of("--db", "-q", "--queue", "-o", "--output");

  /** The commands that speak of all others. */
  private static final Set<String> OF_ALL = Set.of("completion", "help");

  static {
    ALL.put("put", PutCommand::new);
    ALL.put("get", GetCommand::new);
    ALL.put("done", DoneCommand::new);
    ALL.put("fail", FailCommand::new);
    ALL.put("extend", ExtendCommand::new);
    ALL.put("release", ReleaseCommand::new);
    ALL.put("work", WorkCommand::new);
    ALL.put("watch-dir", WatchDirCommand::new);
    ALL.put("ls", LsCommand::new);
    ALL.put("show", ShowCommand::new);
    ALL.put("wait", WaitCommand::new);
    ALL.put("stats", StatsCommand::new);
    ALL.put("retry", RetryCommand::new);
    ALL.put("purge", PurgeCommand::new);
    ALL.put("manage", ManageCommand::new);
    ALL.put("queue", QueueCommand::withSubcommands);
    ALL.put("export", ExportCommand::new);
    ALL.put("import", ImportCommand::new);
    ALL.put("backup", BackupCommand::new);
    ALL.put("move", MoveCommand::new);
    ALL.put("doctor", DoctorCommand::new);
    ALL.put("bench", BenchCommand::new);
    ALL.put("demo", DemoCommand::new);
    ALL.put("completion", CompletionCommand::new);
    ALL.put("version", VersionCommand::new);
    ALL.put("help", session -> new HelpCommand());
  }

  private Commands() {}

  /**
   * Adds the command that the arguments name, and no other: reading the annotations of all of them
   * takes longer than most commands run. Without a known one, adds all.
   */
  public static void addTo(CommandLine line, Session session, String... args) {
    String name = name(args);
    if (name != null && ALL.containsKey(name) && !OF_ALL.contains(name)) {
      line.addSubcommand(name, ALL.get(name).apply(session));
    } else {
      ALL.forEach((each, command) -> line.addSubcommand(each, command.apply(session)));
    }
  }

  private static @Nullable String name(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (WITH_VALUE.contains(args[i])) {
        i++;
      } else if (args[i].equals("-h") || args[i].equals("--help")) {
        return null; // before a command's name: the list of all
      } else if (!args[i].startsWith("-")) {
        return args[i];
      }
    }
    return null;
  }
}
