package atk.pq.internal;

import atk.pq.PersistentQ;
import atk.pq.WatchedFolder;
import java.io.IOException;

/** Where those that watch folders leave their counters. */
public final class Watching {
  private Watching() {}

  /** Adds what was done since the last call; nothing where the queue has no folder for files. */
  public static void count(PersistentQ pq, WatchedFolder more) throws IOException {
    if (pq instanceof EngineQ queue) {
      queue.files().count(more);
    }
  }
}
