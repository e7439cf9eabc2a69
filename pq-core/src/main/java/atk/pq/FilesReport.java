package atk.pq;

import java.util.List;

/**
 * How the files of a database are.
 *
 * @param checked how many file items were looked at
 * @param missing items whose content is gone; each says what is missing
 * @param damaged items whose content is not what was put
 * @param unreferenced contents that no item refers to any more; a sweep removes them once they are
 *     an hour old
 */
public record FilesReport(
    long checked, List<Finding> missing, List<Finding> damaged, List<String> unreferenced) {

  /** What is wrong with one item. */
  public record Finding(long itemId, String problem) {}

  /** Whether every file item has the content that was put. */
  public boolean isWhole() {
    return missing.isEmpty() && damaged.isEmpty();
  }
}
