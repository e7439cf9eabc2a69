package atk.pq.files;

import atk.pq.PqException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Tells and counts what stays where it is: once for each file and reason. Used by one thread. */
final class FolderReport {
  private final FolderListener listener;
  private final FolderCounters counters;
  private final Map<Path, String> told = new HashMap<>();

  FolderReport(FolderListener listener, FolderCounters counters) {
    this.listener = listener;
    this.counters = counters;
  }

  /** Something is never put. */
  void skipped(Path path, String why) {
    if (isNew(path, why)) {
      counters.skipped();
      listener.skipped(path.getFileName().toString(), why);
    }
  }

  /** Something could not be done, and is tried again. */
  void failed(Path path, String what, IOException problem) {
    failed(path, new PqException(what + ": " + why(problem), problem));
  }

  /** The same; the problem says all. */
  void failed(Path path, PqException problem) {
    if (isNew(path, String.valueOf(problem.getMessage()))) {
      counters.failed();
      listener.failed(path.getFileName().toString(), problem);
    }
  }

  /** What failed before went well. */
  void isWell(Path path) {
    told.remove(path);
  }

  /** Forgets what is no longer there. */
  void forgetWhatIsGone() {
    told.keySet().removeIf(path -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS));
  }

  private boolean isNew(Path path, String what) {
    return !what.equals(told.put(path, what));
  }

  /** What happened, and what to do. The message of such a problem often is a path and no more. */
  static String why(IOException problem) {
    if (!(problem instanceof FileSystemException e)) {
      return problem.toString();
    }
    String file = String.valueOf(e.getFile());
    if (e instanceof NoSuchFileException) {
      return file + " is gone; make it again if you did not mean to remove it";
    } else if (e instanceof AccessDeniedException) {
      return file + ": access denied; let this user write there";
    } else if (e instanceof DirectoryNotEmptyException) {
      return file + " is a folder with something in it; move it out of the way";
    }
    return e.getReason() == null ? e.toString() : file + ": " + e.getReason();
  }
}
