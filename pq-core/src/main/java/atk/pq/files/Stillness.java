package atk.pq.files;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells since when files stand still: same file, same size, same time of change. */
final class Stillness {
  private final Duration settle;
  private final Map<Path, Seen> seen = new HashMap<>();

  Stillness(Duration settle) {
    this.settle = settle;
  }

  /** A file as it was seen. Times of change may be set at will, so how long is measured here. */
  private record Seen(@Nullable Object key, long size, FileTime changed, long sinceNanos) {
    static Seen now(BasicFileAttributes is) {
      return new Seen(is.fileKey(), is.size(), is.lastModifiedTime(), System.nanoTime());
    }

    boolean isSame(Seen other) {
      return size == other.size
          && changed.equals(other.changed)
          && java.util.Objects.equals(key, other.key);
    }
  }

  /** Notes how a file is; whether it has been like that for the settle time. */
  boolean look(Path file, BasicFileAttributes is) {
    Seen now = Seen.now(is);
    Seen before = seen.get(file);
    if (before == null || !before.isSame(now)) {
      seen.put(file, now);
      return settle.isZero();
    }
    return now.sinceNanos - before.sinceNanos >= settle.toNanos();
  }

  /** Whether a file that may have moved is still as it was when it was last looked at. */
  boolean isUnchanged(Path file, BasicFileAttributes is) {
    Seen before = seen.get(file);
    return before != null && before.isSame(Seen.now(is));
  }

  void forget(Path file) {
    seen.remove(file);
  }

  /** Forgets the files that are not among these. */
  void keepOnly(Set<Path> present) {
    seen.keySet().retainAll(present);
  }
}
