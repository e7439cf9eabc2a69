package atk.pq.cli.session;

import atk.pq.Claim;
import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.ItemFile;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown as JSON objects, with the field names of the {@code pq_items} view. */
public final class Rows {
  private Rows() {}

  public static Map<String, @Nullable Object> of(Item item) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", item.id());
    row.put("queue", item.queue());
    row.put("status", item.status().toString());
    row.put("item", item.text());
    row.put("submission_count", item.submissionCount());
    row.put("priority", item.priority());
    row.put("key", item.key());
    row.put("created_at", item.createdAt());
    row.put("updated_at", item.updatedAt());
    row.put("available_at", item.availableAt());
    row.put("lease_until", item.leaseUntil());
    row.put("consumer", item.consumer());
    row.put("result", item.result());
    row.put("headers", item.headers());
    if (item.file() != null) {
      row.put("file", of(item.file()));
    }
    return row;
  }

  private static Map<String, @Nullable Object> of(ItemFile file) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("name", file.name());
    row.put("size", file.size());
    row.put("sha256", file.sha256());
    row.put("media_type", file.mediaType());
    row.put("path", file.path());
    return row;
  }

  /** An item just handed out, with the token of its claim. */
  public static Map<String, @Nullable Object> of(Claim claim) {
    Map<String, @Nullable Object> row = of(claim.item());
    row.put("token", Token.format(claim.token()));
    return row;
  }

  public static Map<String, @Nullable Object> of(Crash crash) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("submission", crash.submission());
    row.put("consumer", crash.consumer());
    row.put("claimed_at", crash.claimedAt());
    row.put("crashed_at", crash.crashedAt());
    row.put("cause", crash.cause().name());
    row.put("reason", crash.reason());
    return row;
  }
}
