package atk.pq.project.wrong.internal;

import atk.pq.project.wrong.worker.Worker;
import java.io.ObjectInputStream;

/** Knows what knows it, and reads objects. */
public interface Circle {
  Worker worker();

  ObjectInputStream input();
}
