package atk.pq.faults;

import java.util.Arrays;

/**
 * One line of a child.
 *
 * @param nanos when it was said, by the monotonic clock
 * @param verb what was done: put, claimed, done, …
 * @param id the item
 * @param what the rest: the name of an item, a token, an error
 */
record Ack(long nanos, String verb, long id, String what) {
  static final String PUT = "put";
  static final String CLAIMED = "claimed";
  static final String DONE = "done";
  static final String STALE = "stale";
  static final String ERROR = "error";
  static final String UNKNOWN = "unknown";
  static final String STALL = "stall";
  static final String HEAP = "heap";

  static boolean isAck(String line) {
    return !line.isEmpty() && (Character.isDigit(line.charAt(0)) || line.charAt(0) == '-');
  }

  static Ack parse(String line) {
    String[] words = line.split(" ", 4);
    if (words.length != 4) {
      throw new IllegalArgumentException("no acknowledgement: " + Arrays.toString(words));
    }
    return new Ack(Long.parseLong(words[0]), words[1], Long.parseLong(words[2]), words[3]);
  }

  boolean is(String wanted) {
    return verb.equals(wanted);
  }

  @Override
  public String toString() {
    return nanos + " " + verb + " " + id + " " + what;
  }
}
