package atk.pq.internal;

import atk.pq.QueueMovedException;
import atk.pq.spi.Engine;
import atk.pq.spi.MoveMark;
import atk.pq.spi.MoveMark.Stage;
import atk.pq.spi.ReadView;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The marks of moves: as text, as the errors they lead to, and when they are looked at. */
public final class MoveMarks {
  /** What the triggers of a stopped source say; the name of the other database is in brackets. */
  private static final String REFUSAL = "Pq: moved to [%s]";

  private static final Pattern REFUSED = Pattern.compile("(?s)Pq: moved to \\[(.*)]");

  private MoveMarks() {}

  // ---- as they are stored

  public static String write(MoveMark mark) {
    Map<String, String> running = new LinkedHashMap<>();
    mark.running().forEach(queue -> running.put(queue, ""));
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("stage", mark.stage().name());
    fields.put("id", mark.id());
    fields.put("other", mark.other());
    fields.put("running", FlatJson.write(running));
    fields.put("up_to", Long.toString(mark.upTo()));
    return FlatJson.write(fields);
  }

  public static MoveMark read(String json) {
    Map<String, String> fields = FlatJson.read(json);
    return new MoveMark(
        Stage.valueOf(fields.getOrDefault("stage", "")),
        fields.getOrDefault("id", ""),
        fields.getOrDefault("other", ""),
        List.copyOf(FlatJson.read(fields.getOrDefault("running", "{}")).keySet()),
        Long.parseLong(fields.getOrDefault("up_to", "0")));
  }

  // ---- what they refuse

  /** What the database is to say to whoever changes a stopped source. */
  public static String refusal(MoveMark mark) {
    return REFUSAL.formatted(mark.other());
  }

  /** The error behind a statement that the database refused; empty for other errors. */
  public static Optional<QueueMovedException> refused(SQLException e) {
    Matcher matcher = REFUSED.matcher(String.valueOf(e.getMessage()));
    return matcher.find() ? Optional.of(stopped(matcher.group(1))) : Optional.empty();
  }

  private static QueueMovedException stopped(String other) {
    return new QueueMovedException(
        "this queue was moved, or is just being moved, to "
            + other
            + " and takes no calls any more; connect there",
        other);
  }

  /**
   * Looks whether the queue was moved away while it was open.
   *
   * @throws QueueMovedException if it was
   */
  static boolean checkNotStopped(ReadView view) {
    view.moveMark()
        .filter(mark -> mark.stage().isStopped())
        .ifPresent(
            mark -> {
              throw stopped(mark.other());
            });
    return true;
  }

  /**
   * Looks whether the database may be opened for work.
   *
   * @throws QueueMovedException if not; the engine is closed then
   */
  static void checkOpenable(Engine engine, String name) {
    try {
      MoveMark mark = engine.read(view -> view.moveMark()).orElse(null);
      if (mark != null) {
        switch (mark.stage()) {
          case MOVING -> throw moving(name, mark.other());
          case MOVED -> throw moved(name, mark.other());
          case FILLING -> throw filling(name, mark.other());
          case DRAINING, ARRIVED -> {}
        }
      }
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static QueueMovedException moving(String name, String other) {
    return new QueueMovedException(
        name
            + " is being moved to "
            + other
            + " and takes no calls any more: connect there when that is done. If it was broken off,"
            + " run it again (pq move "
            + name
            + " …), or give it up (pq move --undo "
            + name
            + ")",
        other);
  }

  static QueueMovedException moved(String name, String other) {
    return new QueueMovedException(
        name
            + " was moved to "
            + other
            + ": connect there. Where that is lost, what was here at the move can be taken up again"
            + " (pq move --undo "
            + name
            + ")",
        other);
  }

  private static QueueMovedException filling(String name, String other) {
    return new QueueMovedException(
        name
            + " has not wholly arrived yet from "
            + other
            + ": wait until the move is done. If it was broken off, run it again (pq move … "
            + name
            + "), or delete this database",
        other);
  }
}
