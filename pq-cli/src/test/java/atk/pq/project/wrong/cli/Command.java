package atk.pq.project.wrong.cli;

import atk.pq.project.wrong.internal.Circle;

/** A command that goes past the API. */
interface Command {
  Circle circle();
}
