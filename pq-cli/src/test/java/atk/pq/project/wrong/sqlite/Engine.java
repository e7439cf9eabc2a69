package atk.pq.project.wrong.sqlite;

import atk.pq.project.wrong.worker.Worker;

/** An engine that knows what is above it. */
interface Engine {
  Worker worker();
}
