package atk.pq.cli.session;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers why it could not be written, which a PrintStream forgets. */
public final class StandardOutput extends PrintStream {
  private final Remembering target;

  StandardOutput(OutputStream out) {
    this(new Remembering(out));
  }

  private StandardOutput(Remembering target) {
    super(new BufferedOutputStream(target, 16 * 1024), false, StandardCharsets.UTF_8);
    this.target = target;
  }

  /**
   * What to end with when this stream has failed: silently where nobody reads any more, with an
   * error where what was printed is lost; null where it has not failed.
   */
  public static @Nullable RuntimeException failureOf(PrintStream out) {
    if (!out.checkError()) {
      return null;
    }
    IOException error = out instanceof StandardOutput output ? output.target.error : null;
    return error == null || String.valueOf(error.getMessage()).contains("Broken pipe")
        ? new ClosedPipeException()
        : new OutputLostException(error);
  }

  private static final class Remembering extends FilterOutputStream {
    @Nullable IOException error;

    Remembering(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        error = error == null ? e : error;
        throw e;
      }
    }
  }
}
