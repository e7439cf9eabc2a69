package atk.pq.cli.exec;

import atk.pq.CrashCause;
import atk.pq.PqListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The items that came here and have not become Processed, here and so far: also those that were put
 * aside before a program could be run on them. Safe for use by many threads.
 */
public final class NotProcessed implements PqListener {
  private final Set<Long> ids = ConcurrentHashMap.newKeySet();

  public boolean isEmpty() {
    return ids.isEmpty();
  }

  /** An item is about to be worked on. */
  void begun(long id) {
    ids.add(id);
  }

  @Override
  public void processed(long id) {
    ids.remove(id);
  }

  @Override
  public void crashed(long id, CrashCause cause, String reason) {
    ids.add(id);
  }

  @Override
  public void parked(long id, CrashCause cause, String reason) {
    ids.add(id);
  }
}
