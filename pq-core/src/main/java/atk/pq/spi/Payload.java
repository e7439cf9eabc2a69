package atk.pq.spi;

import atk.pq.ItemFile;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What an item carries, as an engine stores it.
 *
 * @param kind which of the others are set
 * @param text the text of a {@code TEXT} item; for the others the file's name
 * @param bytes the content of an {@code INLINE_FILE}; null for the others
 * @param file the description of a file; null for {@code TEXT}
 * @param crc the CRC32C of the text's UTF-8 or of the bytes
 * @param size the length in bytes of what the CRC covers
 */
public record Payload(
    Kind kind, String text, byte @Nullable [] bytes, @Nullable ItemFile file, int crc, int size) {

  /** Why an item whose payload does not match its checksum is not handed out. */
  public static final String DAMAGED =
      "the payload does not match its checksum: it was changed or rotted on disk";

  /** The forms of a payload. */
  public enum Kind {
    TEXT,
    INLINE_FILE,
    /** The content lies in the content-addressed store beside the database. */
    STORED_FILE,
    /** The content lies where the producer left it. */
    REFERENCED_FILE
  }

  /** A text with its checksum. */
  public static Payload text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new Payload(Kind.TEXT, text, null, null, crc(utf8), utf8.length);
  }

  /** The CRC32C of these bytes. */
  public static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
