package atk.pq.internal;

import atk.pq.PqListener;
import java.util.List;
import java.util.function.Consumer;

/** Tells every listener, and lets none of them do harm. */
record Listeners(List<PqListener> all) {
  void tell(Consumer<PqListener> event) {
    for (PqListener listener : all) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        Log.warn("a PqListener threw; the queue goes on without it having been told", e);
      }
    }
  }
}
