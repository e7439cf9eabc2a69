package atk.pq.cli.exec;

import atk.pq.InvalidRequestException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** A command to be run on items: words with {@code {}} where the item goes. Immutable. */
public final class ExecCommand {
  private static final String ITEM = "{}";

  private final List<String> words;
  private final boolean usesShell;

  private ExecCommand(List<String> words, boolean usesShell) {
    this.words = words;
    this.usesShell = usesShell;
  }

  /**
   * A command that is run without a shell.
   *
   * @param searchPath the folders where programs are, as in {@code $PATH}
   * @throws InvalidRequestException if it is malformed, or there is no such program
   */
  public static ExecCommand withoutShell(String command, String searchPath) {
    List<String> words = ShellWords.split(command);
    if (words.isEmpty()) {
      throw new InvalidRequestException("--exec names no program; write --exec 'CMD {}'");
    }
    if (!isProgram(words.get(0), searchPath)) {
      throw new InvalidRequestException(
          "there is no program \""
              + words.get(0)
              + "\" to run; mend --exec, or add --shell where it is shell code");
    }
    return new ExecCommand(words, false);
  }

  /**
   * Shell code that finds the item in {@code $1}.
   *
   * @throws InvalidRequestException if it has {@code {}}: replaced there, an item could run code
   */
  public static ExecCommand ofShell(String code) {
    if (code.contains(ITEM)) {
      throw new InvalidRequestException(
          "with --shell write \"$1\" for the item, not {}: the shell would run what is in the item");
    }
    return new ExecCommand(List.of("/bin/sh", "-c", code, "pq"), true);
  }

  /** The command line for an item: the item is one argument, or part of one, whatever is in it. */
  List<String> on(String item) {
    if (usesShell) {
      return List.of(words.get(0), words.get(1), words.get(2), words.get(3), item);
    }
    return words.stream().map(word -> word.replace(ITEM, item)).toList();
  }

  /** Whether the item is an argument at all: otherwise it is on standard input only. */
  boolean takesArgument() {
    return usesShell || words.stream().anyMatch(word -> word.contains(ITEM));
  }

  private static boolean isProgram(String name, String searchPath) {
    if (name.contains(ITEM)) {
      throw new InvalidRequestException(
          "the program itself would be the item; write --exec 'CMD {}' with a program you know");
    }
    try {
      if (name.contains("/")) {
        return Files.isExecutable(Path.of(name));
      }
      for (String folder : searchPath.split(File.pathSeparator)) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program) && !Files.isDirectory(program)) {
          return true;
        }
      }
    } catch (InvalidPathException e) {
      return false;
    }
    return false;
  }
}
