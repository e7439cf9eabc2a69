package atk.pq;

/** What an acknowledgement of a put, a finish or a failure means. */
public enum Durability {
  /** On disk, flushed: survives the end of the process, of the kernel and of the power. */
  FLUSH,
  /** Handed to the operating system: survives the end of the process only. */
  PROCESS,
  /** As {@link #PROCESS}, and the file itself may break when the power goes. For experiments. */
  NONE
}
