package atk.pq.cli.session;

import atk.pq.Finding;
import atk.pq.InvalidRequestException;
import atk.pq.ItemFilter;
import atk.pq.Mover;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.PqException;
import atk.pq.PqListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of the command: its options, settings and streams. */
public final class Session {
  private final GlobalOptions options = new GlobalOptions();
  private final Surroundings surroundings;
  private @Nullable Settings settings;

  public Session(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The options of all commands, filled in by the parser. */
  public GlobalOptions options() {
    return options;
  }

  public Surroundings surroundings() {
    return surroundings;
  }

  public InputStream in() {
    return surroundings.in();
  }

  /** Standard output, for data. Buffered until the command ends or {@link Output#flush}. */
  public PrintStream out() {
    return surroundings.out();
  }

  public PrintStream err() {
    return surroundings.err();
  }

  public boolean isVerbose() {
    return options.verbose;
  }

  /** The form of output asked for, or the command's own. */
  public Format format(Format byDefault) {
    return options.format == null ? byDefault : options.format;
  }

  /** Data in the form asked for. */
  public Output output() {
    return new Output(out(), usesColour());
  }

  public boolean usesColour() {
    return surroundings.outIsTerminal()
        && !options.noColor
        && surroundings.env().getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(surroundings.env().get("TERM"));
  }

  public boolean isQuiet() {
    return options.quiet;
  }

  /** Chatter on standard error; nothing with {@code --quiet}. */
  public void note(String text) {
    if (!options.quiet) {
      err().println(text);
    }
  }

  /** The name of the database. */
  public String db() {
    return options.db != null ? options.db : settings().get("db").orElse("pq.db");
  }

  /** The queue that was named by an option or a setting; empty where none was. */
  public Optional<String> chosenQueue() {
    return options.queue != null ? Optional.of(options.queue) : settings().get("queue");
  }

  /** The queue named, or all queues where none was: for commands that look. */
  public ItemFilter filter() {
    return ItemFilter.all().withQueue(chosenQueue().orElse(null));
  }

  /** Opens a database that must be there. */
  public PersistentQ open() {
    return PersistentQ.connect(config().create(false).build());
  }

  /** Opens a database that must be there, and listens. */
  public PersistentQ open(PqListener listener) {
    return PersistentQ.connect(config().create(false).listener(listener).build());
  }

  /** Opens the database, making it where it is missing. */
  public PersistentQ openOrCreate() {
    return PersistentQ.connect(config().build());
  }

  /** Looks for what is wrong with a database that must be there. */
  public List<Finding> examine(boolean repair) {
    return PersistentQ.examine(config().create(false).build(), repair);
  }

  /** A move between two databases. */
  public Mover mover(String from, String to) {
    NativeLibrary.prepare();
    return Mover.of(from, to);
  }

  /** Takes up the source of a move again. */
  public void undoMove(String from) {
    NativeLibrary.prepare();
    Mover.undo(PqConfig.builder(from).create(false).build());
  }

  /** The database as it was named, with its settings. */
  public PqConfig.Builder config() {
    NativeLibrary.prepare();
    PqConfig.Builder config = PqConfig.builder(db());
    chosenQueue().ifPresent(config::queue);
    filesFolder().ifPresent(config::filesFolder);
    return config;
  }

  private Optional<Path> filesFolder() {
    Optional<String> name =
        options.filesFolder != null ? Optional.of(options.filesFolder) : settings().get("files");
    try {
      return name.map(text -> surroundings.folder().resolve(text));
    } catch (InvalidPathException e) {
      throw new InvalidRequestException(
          "\"" + name.orElse("") + "\" is no path of a folder for files", e);
    }
  }

  private Settings settings() {
    if (settings == null) {
      settings = Settings.of(surroundings);
    }
    return settings;
  }

  /**
   * Asks before something is done that cannot be undone.
   *
   * @param isAgreed whether {@code --yes} was given
   * @param deed what is about to be done, as {@code remove 3 items}
   */
  public boolean confirm(boolean isAgreed, String deed) {
    if (isAgreed) {
      return true;
    }
    if (!surroundings.inIsTerminal()) {
      throw new InvalidRequestException(
          "would " + deed + ", and there is no terminal to ask on; add --yes");
    }
    err().print("pq: " + deed + "? [y/N] ");
    err().flush();
    String answer = readLine().strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  private String readLine() {
    StringBuilder line = new StringBuilder();
    try {
      for (int c = in().read(); c >= 0 && c != '\n'; c = in().read()) {
        line.append((char) c);
      }
    } catch (IOException e) {
      return "";
    }
    return line.toString();
  }

  /**
   * Does something to each of several items. What fails is reported and does not stop the rest.
   *
   * @return the exit status of the first failure, or 0
   */
  public int forEach(List<Long> ids, LongConsumer deed) {
    int code = ExitCode.OK;
    for (long id : ids) {
      try {
        deed.accept(id);
      } catch (PqException e) {
        report(e);
        code = code == ExitCode.OK ? ExitCode.of(e) : code;
      }
    }
    return code;
  }

  /**
   * Makes signals interrupt this thread until the result is closed, so that it can end cleanly.
   *
   * @param atMost how long the process waits for that
   */
  public Interruption interruptible(Duration atMost) {
    return Interruption.ofThisThread(out(), atMost);
  }

  /** Prints an error as one line, with its stack trace where that was asked for. */
  public void report(Throwable error) {
    out().flush();
    err().println("pq: " + oneLine(error));
    if (options.verbose) {
      error.printStackTrace(err());
    }
  }

  private static String oneLine(Throwable error) {
    String message = error.getMessage();
    Optional<String> shortage = shortage(error);
    if (error instanceof PqException && message != null) {
      return joined(message) + shortage.map(what -> "; " + what).orElse("");
    }
    String what = message == null ? error.getClass().getSimpleName() : error.toString();
    return shortage.orElseGet(
        () ->
            "unexpected error: "
                + joined(what)
                + "; this is a bug of pq: run it with -v and report what it shows");
  }

  private static String joined(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining(" "));
  }

  /** Says it, where memory or threads ran out, which Java calls the same. */
  private static Optional<String> shortage(Throwable error) {
    Throwable at = error;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (at instanceof OutOfMemoryError) {
        String what = String.valueOf(at.getMessage());
        return Optional.of(
            what.contains("thread")
                ? "the system gives no more threads; take fewer, or raise its limit (ulimit -u)"
                : "out of memory ("
                    + joined(what)
                    + "); take smaller items or fewer at a time, or give it more:"
                    + " PQ_JAVA_OPTS=-Xmx4g");
      }
      at = at.getCause();
    }
    return Optional.empty();
  }
}
