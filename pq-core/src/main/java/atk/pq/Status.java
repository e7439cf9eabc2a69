package atk.pq;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The states of an item, and the only table of the moves between them.
 *
 * <p>{@link #toString()} is the one place that spells the names for people: {@code Under_Process}.
 */
public enum Status {
  /** Waiting to be handed out, now or (delayed) at its {@code availableAt}. */
  UNPROCESSED("Unprocessed"),
  /** Handed out to a consumer, whose lease runs. */
  UNDER_PROCESS("Under_Process"),
  /** Finished. The end, until purged. */
  PROCESSED("Processed"),
  /** Failed, or its consumer vanished; rests here until its retry delay is over. */
  CRASHED("Crashed"),
  /** Submitted too often, or hopeless: an operator decides. */
  MANUAL_INTERVENTION("Manual_intervention");

  private final String spelling;

  Status(String spelling) {
    this.spelling = spelling;
  }

  /**
   * Whether the state diagram has an edge from this state to {@code next}. {@code UNDER_PROCESS} to
   * {@code UNPROCESSED} is there for one case only: a consumer gives an item back untouched.
   */
  public boolean canBecome(Status next) {
    return switch (this) {
      case UNPROCESSED -> next == UNDER_PROCESS;
      case UNDER_PROCESS -> next == PROCESSED || next == CRASHED || next == UNPROCESSED;
      case CRASHED -> next == UNPROCESSED || next == MANUAL_INTERVENTION;
      case MANUAL_INTERVENTION -> next == UNPROCESSED;
      case PROCESSED -> false;
    };
  }

  /** Whether an item in this state has ended: only a purge, or an operator's retry, moves it. */
  public boolean isEnd() {
    return this == PROCESSED || this == MANUAL_INTERVENTION;
  }

  /**
   * The status with this name, in any case, with {@code _}, {@code -} or a space between words.
   *
   * @throws InvalidRequestException if there is none; the message lists the names
   */
  public static Status parse(String name) {
    String wanted = name.strip().replace('-', '_').replace(' ', '_').toUpperCase(Locale.ROOT);
    for (Status status : values()) {
      if (status.name().equals(wanted)) {
        return status;
      }
    }
    throw new InvalidRequestException(
        "there is no status \"" + name + "\"; the statuses are " + spellings());
  }

  private static String spellings() {
    return Arrays.stream(values()).map(Status::toString).collect(Collectors.joining(", "));
  }

  /** The name as people read it, in output, JSON and the {@code pq_items} view. */
  @Override
  public String toString() {
    return spelling;
  }
}
