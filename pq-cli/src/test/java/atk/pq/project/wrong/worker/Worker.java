package atk.pq.project.wrong.worker;

import atk.pq.project.wrong.internal.Circle;

/** Knows what knows it. */
public interface Worker {
  Circle circle();
}
