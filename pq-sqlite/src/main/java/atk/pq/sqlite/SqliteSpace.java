package atk.pq.sqlite;

import atk.pq.QueueFullException;
import atk.pq.internal.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.EnumSet;

/**
 * Room on the disk. Puts are refused while less than a mark is free, and a reserve file is given up
 * when SQLite meets a full disk nevertheless, so that claims, finishes, purges and the checkpoint
 * go on. When space returns the reserve is made again. Used by the writer thread alone.
 */
final class SqliteSpace {
  private static final long RESERVE_BYTES = 1024 * 1024;
  private static final long LOOK_NANOS = 100_000_000;
  private static final int PAGE = 4_096;

  private final Path reserve;
  private final FileStore store;
  private final long size;
  private long lookedAt = System.nanoTime() - LOOK_NANOS;
  private boolean isLow;
  private boolean hasReserve;

  SqliteSpace(Path reserve, Path database) throws IOException {
    this.reserve = reserve;
    this.store = Files.getFileStore(database);
    this.size = Math.min(RESERVE_BYTES, store.getTotalSpace() / 8 / PAGE * PAGE);
    this.hasReserve = Files.exists(reserve);
  }

  /**
   * @throws QueueFullException if too little is free, on the disk and inside the file
   */
  void checkBeforePut(Statements statements) throws SQLException {
    if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
      look();
    }
    if (isLow && statements.number(SqliteSql.FREE_PAGES, 0) * PAGE < size) {
      throw new QueueFullException(
          "the disk that holds the queue has less than "
              + size / 1024
              + " KiB left: nothing was put; make space, or purge. Claims and finishes go on");
    }
  }

  private void look() {
    lookedAt = System.nanoTime();
    try {
      isLow = store.getUsableSpace() < size;
    } catch (IOException e) {
      isLow = false; // SQLite will say if it is so
    }
  }

  /** Gives the reserve up; false where there was none. */
  boolean useReserve() {
    lookedAt = System.nanoTime();
    isLow = true;
    boolean had = hasReserve;
    hasReserve = false;
    try {
      return Files.deleteIfExists(reserve) && had;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isLow() {
    return isLow;
  }

  /** Makes the reserve where it is missing and there is ample room for it. */
  void keepReserve() {
    look();
    try {
      if (hasReserve || size == 0 || store.getUsableSpace() < 3 * size) {
        return;
      }
      write();
      hasReserve = true;
    } catch (IOException e) {
      Log.warn("the reserve file " + reserve + " could not be written", e);
    }
  }

  private void write() throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            reserve,
            EnumSet.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer zeros = ByteBuffer.allocate((int) size);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    }
  }
}
