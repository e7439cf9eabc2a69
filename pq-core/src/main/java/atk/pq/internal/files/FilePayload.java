package atk.pq.internal.files;

import atk.pq.InvalidRequestException;
import atk.pq.ItemFile;
import atk.pq.NewItem;
import atk.pq.PqConfig;
import atk.pq.PqException;
import atk.pq.QueueFullException;
import atk.pq.spi.Payload;
import atk.pq.spi.Payload.Kind;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes the payload of one item: reads the file that it names. */
final class FilePayload {
  /** SQLite reads what is smaller faster out of its row, what is larger out of a file. */
  static final int INLINE_BYTES = 64 * 1024;

  private final NewItem item;
  private final Path source;
  private final PqConfig config;
  private final ItemFiles files;
  private final Pins pins;

  private FilePayload(NewItem item, Path source, PqConfig config, ItemFiles files, Pins pins) {
    this.item = item;
    this.source = source;
    this.config = config;
    this.files = files;
    this.pins = pins;
  }

  static Payloads.Keyed of(NewItem item, PqConfig config, ItemFiles files, Pins pins) {
    Path source = item.path();
    if (source == null) {
      return new Payloads.Keyed(Payload.text(item.text()), item.key());
    }
    return new FilePayload(item, source, config, files, pins).read();
  }

  private Payloads.Keyed read() {
    BasicFileAttributes before = attributes();
    Payload payload;
    try {
      payload = Disk.uninterrupted(() -> payload(before));
    } catch (IOException e) {
      throw failed(e);
    }
    BasicFileAttributes after = attributes();
    if (before.size() != after.size()
        || !before.lastModifiedTime().equals(after.lastModifiedTime())
        || payloadFile(payload).size() != after.size()) {
      throw new InvalidRequestException(
          source + " changed while it was read; put it when it is written to its end");
    }
    return new Payloads.Keyed(payload, key(payloadFile(payload).sha256(), before));
  }

  private BasicFileAttributes attributes() {
    if (source.toString().isEmpty()) {
      throw new InvalidRequestException("the name of the file is empty; name a file");
    }
    BasicFileAttributes attributes;
    try {
      attributes = Disk.attributes(source);
    } catch (NoSuchFileException e) {
      throw new InvalidRequestException("there is no file " + source, e);
    } catch (IOException e) {
      throw new InvalidRequestException("cannot look at " + source + ": " + e, e);
    }
    if (!attributes.isRegularFile()) {
      String what =
          attributes.isSymbolicLink()
              ? "a symbolic link; name the file it leads to"
              : attributes.isDirectory() ? "a folder; name the files in it" : "no ordinary file";
      throw new InvalidRequestException(source + " is " + what);
    }
    return attributes;
  }

  private Payload payload(BasicFileAttributes attributes) throws IOException {
    try (FileChannel from = open()) {
      if (item.isReference()) {
        Disk.Hashed hashed = Disk.copy(from, null, () -> {});
        return outside(Kind.REFERENCED_FILE, hashed.sha256(), hashed.bytes(), attributes);
      }
      int most = Math.min(INLINE_BYTES, config.maxItemBytes());
      if (attributes.size() <= most) {
        byte[] bytes = readUpTo(most + 1, from);
        if (bytes.length <= most) {
          ItemFile file = file(bytes.length, Disk.sha256(bytes), null, 0);
          int crc = Payload.crc(bytes);
          return new Payload(Kind.INLINE_FILE, item.text(), bytes, file, crc, bytes.length);
        }
        from.position(0);
      }
      ContentStore store = files.store();
      ContentStore.Stored stored = store.put(from);
      pins.add(store, stored);
      return outside(Kind.STORED_FILE, stored.sha256(), stored.bytes(), attributes);
    }
  }

  private FileChannel open() {
    try {
      return Disk.openToRead(source);
    } catch (IOException e) {
      throw new InvalidRequestException("cannot read " + source + ": " + e, e);
    }
  }

  private static byte[] readUpTo(int most, FileChannel from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(most);
    while (buffer.hasRemaining() && from.read(buffer) >= 0) {
      // read on
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private Payload outside(Kind kind, String sha256, long size, BasicFileAttributes attributes) {
    boolean isReference = kind == Kind.REFERENCED_FILE;
    ItemFile file =
        file(
            size,
            sha256,
            isReference ? absolute() : null,
            isReference ? attributes.lastModifiedTime().toMillis() : 0);
    byte[] name = item.text().getBytes(StandardCharsets.UTF_8);
    return new Payload(kind, item.text(), null, file, Payload.crc(name), name.length);
  }

  private ItemFile file(long size, String sha256, @Nullable String path, long modifiedMillis) {
    String type = URLConnection.guessContentTypeFromName(item.text().replace('#', '_'));
    String mediaType = type == null ? "application/octet-stream" : type;
    return new ItemFile(item.text(), size, sha256, mediaType, path, modifiedMillis);
  }

  private String absolute() {
    Path absolute = source.toAbsolutePath();
    if (!Path.of(absolute.toString()).equals(absolute)) {
      throw new InvalidRequestException(
          "the path "
              + source
              + " has bytes that are no text in this locale, so it cannot be kept"
              + " as a reference; rename the file, or put its content");
    }
    return absolute.toString();
  }

  private @Nullable String key(String sha256, BasicFileAttributes attributes) {
    if (!item.isKeyedByContent()) {
      return item.key();
    }
    return sha256 + " " + attributes.lastModifiedTime() + " " + exactName();
  }

  /** The name, byte by byte where text cannot tell it from others. */
  private String exactName() {
    String text = item.text();
    if (text.indexOf('\ufffd') < 0) {
      return text;
    }
    String path = source.toUri().getRawPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static ItemFile payloadFile(Payload payload) {
    if (payload.file() == null) {
      throw new IllegalStateException("the payload of a file says nothing of it");
    }
    return payload.file();
  }

  private PqException failed(IOException e) {
    String what = "cannot keep the content of " + source;
    return Disk.isFull(e)
        ? new QueueFullException(what + ": the disk is full. Nothing was put", e)
        : ItemFiles.problem(what, e);
  }
}
