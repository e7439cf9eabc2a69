package atk.pq;

/** Why a submission of an item ended in a crash. */
public enum CrashCause {
  /** Its consumer said so. */
  FAILED,
  /** Its consumer gave no sign of life until the lease was over. */
  EXPIRED,
  /** An operator took it away. */
  FORCED,
  /** Its content no longer matches its checksum, or is gone. */
  DAMAGED
}
