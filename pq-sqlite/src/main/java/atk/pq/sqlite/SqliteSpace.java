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
import java.sql.SQLException;
import java.util.EnumSet;

/**
 * Room on the disk. A put is refused where it would not leave enough for what is to go on: claims,
 * finishes, purges, and the checkpoint, which first has to write what only the log holds so far. A
 * reserve file is given up when SQLite meets a full disk nevertheless, because others fill it too.
 * When space returns the reserve is made again. Used by who commits, one thread at a time.
 */
final class SqliteSpace {
  private static final long RESERVE_BYTES = 1024 * 1024;
  private static final long PLENTY_BYTES = 256 * RESERVE_BYTES;
  private static final long LOOK_NANOS = 100_000_000;
  private static final int PAGE = 4_096;
  private static final int ROW_BYTES = 512;

  private final Path reserve;
  private final Path database;
  private final FileStore store;
  private final long size;
  private long lookedAt = System.nanoTime() - LOOK_NANOS;
  private long usable;
  private boolean hasReserve;

  SqliteSpace(Path reserve, Path database, FileStore store) throws IOException {
    this.reserve = reserve;
    this.database = database;
    this.store = store;
    this.size = Math.min(RESERVE_BYTES, store.getTotalSpace() / 8 / PAGE * PAGE);
    this.hasReserve = Files.exists(reserve);
  }

  /**
   * @throws QueueFullException if too little would be left, on the disk and inside the file
   */
  void checkBeforePut(Statements statements, int items, long bytes) throws SQLException {
    if (usable > PLENTY_BYTES && System.nanoTime() - lookedAt < LOOK_NANOS) {
      return;
    }
    look();
    if (usable > PLENTY_BYTES) {
      return;
    }
    long put = bytes + (long) items * ROW_BYTES;
    // once into the log and once, with all that is only in the log, into the file
    long wanted = 2 * put + growth(statements) + size;
    if (usable < wanted && statements.number(SqliteSql.FREE_PAGES, 0) * PAGE < put + size) {
      throw new QueueFullException(
          "the disk that holds the queue has no more than "
              + usable / 1024
              + " KiB left: nothing was put; make space, or purge. Claims and finishes go on");
    }
  }

  /**
   * Whether the log can be copied into the file as a whole: begun without the room, a checkpoint
   * only eats up what claims and finishes need.
   */
  boolean hasRoomForLog(Statements statements) throws SQLException {
    look();
    return growth(statements) <= usable;
  }

  /** By how much the next checkpoint will make the file longer. */
  private long growth(Statements statements) throws SQLException {
    try {
      long whole = statements.number(SqliteSql.PAGES, 0) * PAGE;
      return Math.max(0, whole - Files.size(database));
    } catch (IOException e) {
      return 0; // the file is gone: that is noticed elsewhere
    }
  }

  private void look() {
    lookedAt = System.nanoTime();
    try {
      usable = store.getUsableSpace();
    } catch (IOException e) {
      usable = Long.MAX_VALUE; // SQLite will say if it is not so
    }
  }

  /** Gives the reserve up; nothing is left of it where it, or another process, did so before. */
  void useReserve() {
    usable = 0;
    hasReserve = false;
    try {
      Files.deleteIfExists(reserve);
    } catch (IOException e) {
      Log.warn("the reserve file " + reserve + " could not be given up", e);
    }
  }

  boolean hasReserve() {
    return hasReserve;
  }

  boolean isLow() {
    return usable < 3 * size;
  }

  /** Makes the reserve where it is missing and there is ample room for it. */
  void keepReserve() {
    look();
    try {
      if (hasReserve || size == 0 || isLow()) {
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
            SqliteFile.OWNER_ONLY)) {
      ByteBuffer zeros = ByteBuffer.allocate((int) size);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    }
  }
}
