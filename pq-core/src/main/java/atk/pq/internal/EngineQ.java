package atk.pq.internal;

/** Placeholder. */
final class EngineQ {}
