package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.cli.session.Session;
import atk.pq.cli.session.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/cli.md} has every command and option of the help, and none that is not there. */
class DocumentationTest {
  private static final Pattern SECTION = Pattern.compile("(?m)^#{2,3} .*$");
  private static final Pattern OPTION = Pattern.compile("`(--?[a-z0-9A-Z][a-z-]*)");

  @Test
  void everyCommandAndOptionIsExplained() throws IOException {
    List<String> missing = missing(Files.readString(document()));
    assertThat(missing).isEmpty();
  }

  @Test
  void anOptionLeftOutIsFound() throws IOException {
    String without = Files.readString(document()).replace("| `--grep TEXT` | only", "| | only");
    assertThat(missing(without)).containsExactly("pq ls: --grep");
  }

  @Test
  void noOptionIsExplainedThatIsNotThere() throws IOException {
    TreeSet<String> known = new TreeSet<>(List.of("--"));
    commands()
        .values()
        .forEach(spec -> spec.options().forEach(o -> known.addAll(List.of(o.names()))));
    List<String> named =
        OPTION
            .matcher(Files.readString(document()))
            .results()
            .map(result -> result.group(1))
            .filter(option -> !option.equals("-jar"))
            .toList();
    assertThat(named).isNotEmpty().allMatch(known::contains);
  }

  private static List<String> missing(String document) {
    List<String> missing = new ArrayList<>();
    commands()
        .forEach(
            (name, spec) -> {
              String section = section(document, name);
              for (OptionSpec option : spec.options()) {
                if (!option.inherited() || name.equals("pq")) {
                  for (String each : option.names()) {
                    if (!Pattern.compile("`" + each + "[ `]").matcher(section).find()) {
                      missing.add(name + ": " + each);
                    }
                  }
                }
              }
              if (section.isEmpty()) {
                missing.add(name);
              }
            });
    return missing;
  }

  /**
   * The section of a command: from the heading that names it, or the line of a list, to the next.
   */
  private static String section(String document, String command) {
    if (command.equals("pq")) {
      return document;
    }
    List<MatchResult> headings = SECTION.matcher(document).results().toList();
    for (int i = 0; i < headings.size(); i++) {
      if (Pattern.compile("`" + command + "[ `]").matcher(headings.get(i).group()).find()) {
        int end = i + 1 < headings.size() ? headings.get(i + 1).start() : document.length();
        return document.substring(headings.get(i).start(), end);
      }
    }
    return document.lines().filter(line -> line.startsWith("- `" + command)).findFirst().orElse("");
  }

  private static Map<String, CommandSpec> commands() {
    Surroundings nothing =
        new Surroundings(
            System.in, System.out, System.err, Map.of(), Path.of(""), false, false, false, 80);
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    collect(Main.commandLine(new Session(nothing)), commands);
    return commands;
  }

  private static void collect(CommandLine line, Map<String, CommandSpec> commands) {
    commands.put(line.getCommandSpec().qualifiedName(), line.getCommandSpec());
    line.getSubcommands().values().forEach(each -> collect(each, commands));
  }

  private static Path document() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/cli.md"))) {
      folder = folder.getParent();
    }
    return folder.resolve("docs/cli.md");
  }
}
