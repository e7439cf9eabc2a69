package atk.pq.files;

/** Is told what a {@link FolderProducer} does, on its thread. All methods do nothing by default. */
public interface FolderListener {
  /** A file was put, or found to have been put before. */
  default void put(String name, long bytes, long itemId) {}

  /**
   * A file could not be put, or the folder not be looked at; it stays, and is tried again. Told
   * once for each reason; the message says what to do.
   */
  default void failed(String name, Exception problem) {}

  /**
   * Something lies in the folder that is never put: a symbolic link, a pipe, a file of the queue's
   * own database, what a watcher for another queue had taken. Told once.
   */
  default void skipped(String name, String why) {}
}
