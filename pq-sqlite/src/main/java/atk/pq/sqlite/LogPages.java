package atk.pq.sqlite;

import atk.pq.StoreAccessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/** Which pages a write-ahead log holds: unlike the database, it may be read as a plain file. */
final class LogPages {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;

  /** Where SQLite's locks lie: the page with this byte is never written. */
  private static final int LOCK_BYTE = 0x4000_0000;

  private LogPages() {}

  /** Whether the log holds all that its commits count and a file of so many bytes does not. */
  static boolean complete(Path log, long bytes) {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      ByteBuffer header = read(channel, 0, HEADER);
      int pageSize = header.getInt(8);
      if (pageSize <= 0) {
        return false;
      }
      long salts = header.getLong(16);
      BitSet held = new BitSet();
      int pages = 0;
      long at = HEADER;
      ByteBuffer frame = read(channel, at, FRAME_HEADER);
      while (frame.getLong(8) == salts && frame.getInt(0) > 0) {
        held.set(frame.getInt(0));
        pages = Math.max(frame.getInt(4), pages); // in a commit's last frame: how many there are
        at += FRAME_HEADER + pageSize;
        frame = read(channel, at, FRAME_HEADER);
      }
      held.set(LOCK_BYTE / pageSize + 1);
      return pages > 0 && held.nextClearBit((int) (bytes / pageSize) + 1) > pages;
    } catch (NoSuchFileException e) {
      return false; // the last process has left, and taken it along
    } catch (IOException e) {
      throw new StoreAccessException("cannot read " + log + ": check its permissions", e);
    }
  }

  /** So many bytes, zeros where the file has ended. */
  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
      // until it is full, or the file ends
    }
    return bytes.clear();
  }
}
