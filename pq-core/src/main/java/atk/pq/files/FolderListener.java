package atk.pq.files;

/** Is told what a {@link FolderProducer} does, on its thread. All methods do nothing by default. */
public interface FolderListener {
  /** A file was put, or found to have been put before. */
  default void put(String name, long bytes, long itemId) {}

  /** A file could not be put; it stays, and is tried again. */
  default void failed(String name, Exception problem) {}

  /** Something lies in the folder that is never put: a symbolic link, a pipe, a folder. */
  default void skipped(String name, String why) {}
}
