package atk.pq.internal;

/** The settings of Pq's own that the address of a queue may have. */
public final class UrlSettings {
  /** Their names, as messages list them. */
  public static final String KNOWN =
      "queue, create, lease, maxSubmissions, retryDelay, retention, maxItemBytes,"
          + " durability, busyTimeout, allowNetworkFileSystem, shareDatabase, filesFolder";

  private UrlSettings() {}
}
