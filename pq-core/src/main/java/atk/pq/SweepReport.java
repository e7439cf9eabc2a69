package atk.pq;

/**
 * What one sweep of the Manager did.
 *
 * @param orphaned items whose lease was over, taken from their consumers
 * @param resubmitted crashed items given back to their queue
 * @param parked items that went to Manual_intervention
 * @param released delayed items that came due
 * @param purged items removed because their queue's retention was over
 */
public record SweepReport(int orphaned, int resubmitted, int parked, int released, int purged) {
  /** A sweep that found nothing to do. */
  public static final SweepReport NOTHING = new SweepReport(0, 0, 0, 0, 0);

  /** The sum of two sweeps. */
  public SweepReport plus(SweepReport other) {
    return new SweepReport(
        orphaned + other.orphaned,
        resubmitted + other.resubmitted,
        parked + other.parked,
        released + other.released,
        purged + other.purged);
  }

  /** How many items were moved or removed. */
  public int total() {
    return orphaned + resubmitted + parked + released + purged;
  }
}
