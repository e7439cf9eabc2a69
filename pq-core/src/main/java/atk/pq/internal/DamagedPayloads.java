package atk.pq.internal;

import atk.pq.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The items that an examination found to hold something else than was put. For one thread. */
public final class DamagedPayloads {
  private static final int MOST_NAMED = 20;

  private final List<Long> ids = new ArrayList<>();

  public void add(long id) {
    ids.add(id);
  }

  /** What to tell; empty where all were whole. */
  public Optional<Finding> finding() {
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    List<Long> some = ids.subList(0, Math.min(ids.size(), MOST_NAMED));
    return Optional.of(
        new Finding(
            Finding.Kind.DAMAGED_PAYLOAD,
            ids.size()
                + " items are not what was put: "
                + some
                + (some.size() < ids.size() ? " …" : ""),
            "put them again, or restore a backup; they are never handed out, but end in"
                + " Manual_intervention when their turn comes",
            false));
  }
}
