package atk.pq.cli.exec;

import java.nio.charset.StandardCharsets;

/** The last bytes of a stream. Safe for use by several threads. */
final class Tail {
  private final byte[] ring;
  private long count;

  Tail(int bytes) {
    ring = new byte[bytes];
  }

  synchronized void write(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      ring[(int) (count++ % ring.length)] = bytes[i];
    }
  }

  /** As text; where its beginning was cut off, it starts with a whole character. */
  synchronized String text() {
    int length = (int) Math.min(count, ring.length);
    byte[] kept = new byte[length];
    for (int i = 0; i < length; i++) {
      kept[i] = ring[(int) ((count - length + i) % ring.length)];
    }
    int start = 0;
    while (count > length && start < length && (kept[start] & 0xC0) == 0x80) {
      start++;
    }
    return new String(kept, start, length - start, StandardCharsets.UTF_8);
  }
}
