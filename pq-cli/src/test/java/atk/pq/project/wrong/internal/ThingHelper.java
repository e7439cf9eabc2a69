package atk.pq.project.wrong.internal;

/** Helps with what? */
interface ThingHelper {}
