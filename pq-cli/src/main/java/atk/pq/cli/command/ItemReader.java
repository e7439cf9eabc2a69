package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.ItemTooLargeException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Splits a stream of UTF-8 into items, strictly and in bounded memory. */
final class ItemReader {
  private final InputStream in;
  private final char end;
  private final int maxBytes;
  private long number;

  ItemReader(InputStream in, char end, int maxBytes) {
    this.in = new BufferedInputStream(in, 64 * 1024);
    this.end = end;
    this.maxBytes = maxBytes;
  }

  /**
   * The next item, without its end; null after the last.
   *
   * @throws ItemTooLargeException if it is larger than an item may be
   * @throws InvalidRequestException if it is no UTF-8
   */
  @Nullable String next() throws IOException {
    int next = in.read();
    if (next < 0) {
      return null;
    }
    number++;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (; next >= 0 && next != end; next = in.read()) {
      if (bytes.size() == maxBytes) {
        throw new ItemTooLargeException(
            "item "
                + number
                + " of the input has more than "
                + maxBytes
                + " bytes, the most an item may have; those before it were put");
      }
      bytes.write(next);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InvalidRequestException(
          "item "
              + number
              + " of the input is no UTF-8; encode it (Base64, say) first;"
              + " those before it were put");
    }
  }

  /** The number of the item read last, from 1. */
  long number() {
    return number;
  }

  /** Whether more input is there already. */
  boolean hasMoreAtOnce() throws IOException {
    return in.available() > 0;
  }
}
