package atk.pq.project.wrong.postgresql;

import atk.pq.project.wrong.worker.Worker;

/** An engine that knows what is above it. */
interface Engine {
  Worker worker();
}
