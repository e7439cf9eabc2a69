package atk.pq;

import java.time.Instant;

/**
 * What all {@link atk.pq.files.FolderProducer}s of a folder have done for a queue since it was
 * first watched. A producer that is killed takes with it what it did since its last look: these are
 * figures for people, while the items themselves are exact.
 *
 * @param folder its path
 * @param queue where its files go
 * @param taken how many files were taken
 * @param put how many were put and moved on, or found to have been put before
 * @param bytes how many bytes these had
 * @param skipped how often something was met that is never put
 * @param failed how many files could not be put, each once for each reason
 * @param lastScan when the folder was last looked at
 */
public record WatchedFolder(
    String folder,
    String queue,
    long taken,
    long put,
    long bytes,
    long skipped,
    long failed,
    Instant lastScan) {

  /** This and what was done later. */
  public WatchedFolder plus(WatchedFolder later) {
    return new WatchedFolder(
        folder,
        queue,
        taken + later.taken,
        put + later.put,
        bytes + later.bytes,
        skipped + later.skipped,
        failed + later.failed,
        later.lastScan);
  }
}
