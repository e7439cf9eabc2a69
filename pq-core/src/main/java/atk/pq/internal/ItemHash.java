package atk.pq.internal;

import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.spi.Payload;
import atk.pq.spi.StoredItem;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of items, one after the other, whatever database they are read from. */
final class ItemHash {
  private final MessageDigest digest;
  private final DataOutputStream out;

  ItemHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    out = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
  }

  void add(StoredItem stored) {
    try {
      write(stored);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written anywhere
    }
  }

  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void write(StoredItem stored) throws IOException {
    Item item = stored.item();
    out.writeLong(item.id());
    write(item.queue());
    write(item.status().name());
    out.writeBoolean(stored.isDelayed());
    out.writeInt(item.priority());
    out.writeLong(stored.position());
    out.writeInt(item.submissionCount());
    out.writeLong(stored.token());
    write(item.createdAt());
    write(item.updatedAt());
    write(item.availableAt());
    write(item.leaseUntil());
    write(item.key());
    write(FlatJson.headers(item.headers()));
    write(item.consumer());
    write(item.result());
    write(stored.payload());
    out.writeInt(stored.crashes().size());
    for (Crash crash : stored.crashes()) {
      out.writeInt(crash.submission());
      write(crash.consumer());
      write(crash.claimedAt());
      write(crash.crashedAt());
      write(crash.cause().name());
      write(crash.reason());
    }
  }

  private void write(Payload payload) throws IOException {
    write(payload.kind().name());
    out.writeInt(payload.crc());
    write(FlatJson.file(payload.file()));
    if (payload.bytes() == null) {
      write(payload.text());
    } else {
      out.writeInt(payload.bytes().length);
      out.write(payload.bytes());
    }
  }

  private void write(@Nullable Instant time) throws IOException {
    out.writeLong(time == null ? -1 : time.toEpochMilli());
  }

  /** With its length before it, so that two texts never read as two others. */
  private void write(@Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
