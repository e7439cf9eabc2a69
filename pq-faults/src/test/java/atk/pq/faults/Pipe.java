package atk.pq.faults;

import atk.pq.Claim;
import atk.pq.Item;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A child's word to its test: each line is one write to standard output, so that it is in the pipe
 * as a whole or not at all, whatever kills the child next.
 */
final class Pipe {
  static final String READY = "ready";

  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private Pipe() {}

  static void ready() {
    line(READY);
  }

  /** Acknowledges something, stamped with the clock that all processes of a machine share. */
  static void say(String verb, long id, Object what) {
    line(new Ack(System.nanoTime(), verb, id, what.toString().replace('\n', ' ')).toString());
  }

  /** Says which item was handed out, and until when it surely is its consumer's. */
  static void claimed(Claim claim, long leaseEnd) {
    Item item = claim.item();
    String name = Texts.name(item.text());
    String what = claim.token() + " " + item.submissionCount() + " " + name + " " + leaseEnd;
    say(Ack.CLAIMED, claim.id(), what);
  }

  private static void line(String text) {
    try {
      OUT.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      Runtime.getRuntime().halt(9); // nobody listens any more
    }
  }
}
