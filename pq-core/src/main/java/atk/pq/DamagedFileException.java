package atk.pq;

import org.jspecify.annotations.Nullable;

/** The content of an item's file is missing, or is not what was put. Nothing was handed out. */
public class DamagedFileException extends PqException {
  private static final long serialVersionUID = 1;
  private final boolean isMissing;

  public DamagedFileException(String message) {
    super(message);
    this.isMissing = false;
  }

  private DamagedFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.isMissing = true;
  }

  /** There is no content at all. */
  public static DamagedFileException missing(String message, @Nullable Throwable cause) {
    return new DamagedFileException(message, cause);
  }

  /** Whether the content is gone, and not only another one. */
  public boolean isMissing() {
    return isMissing;
  }
}
