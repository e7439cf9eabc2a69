package atk.pq.cli.exec;

import atk.pq.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as a POSIX shell does: by blanks, with single quotes, double quotes
 * and backslashes. Nothing is expanded.
 */
final class ShellWords {
  private final String command;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean hasWord;
  private int at;

  private ShellWords(String command) {
    this.command = command;
  }

  /**
   * @throws InvalidRequestException if a quote is not closed, or nothing follows a backslash
   */
  static List<String> split(String command) {
    return new ShellWords(command).split();
  }

  private List<String> split() {
    while (at < command.length()) {
      char c = command.charAt(at++);
      switch (c) {
        case ' ', '\t', '\n' -> endWord();
        case '\'' -> singleQuoted();
        case '"' -> doubleQuoted();
        case '\\' -> add(next("a character after the last backslash"));
        default -> add(c);
      }
    }
    endWord();
    return words;
  }

  private void singleQuoted() {
    hasWord = true;
    for (char c = next("a closing '"); c != '\''; c = next("a closing '")) {
      word.append(c);
    }
  }

  private void doubleQuoted() {
    hasWord = true;
    for (char c = next("a closing \""); c != '"'; c = next("a closing \"")) {
      if (c == '\\') {
        char escaped = next("a closing \"");
        if ("\"\\$`".indexOf(escaped) < 0) {
          word.append('\\'); // before any other character a backslash stands for itself
        }
        word.append(escaped);
      } else {
        word.append(c);
      }
    }
  }

  private void add(char c) {
    hasWord = true;
    word.append(c);
  }

  private void endWord() {
    if (hasWord) {
      words.add(word.toString());
      word.setLength(0);
      hasWord = false;
    }
  }

  private char next(String wanted) {
    if (at == command.length()) {
      throw new InvalidRequestException("the command lacks " + wanted + ": " + command);
    }
    return command.charAt(at++);
  }
}
