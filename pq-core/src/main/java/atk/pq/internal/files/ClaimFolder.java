package atk.pq.internal.files;

import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.NewItem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The private folder of one claim: its file, and what its consumer leaves for the next queues. Made
 * when it is first asked for. Lives below the folder of this process, so that it goes with the
 * process at the latest. Safe for use by many threads.
 */
public final class ClaimFolder {
  private final ItemFiles files;
  private final long id;
  private final long token;
  private final Map<String, Path> outputs = new LinkedHashMap<>();
  private @Nullable Path folder;
  private @Nullable Path file;

  ClaimFolder(ItemFiles files, long id, long token) {
    this.files = files;
    this.id = id;
    this.token = token;
  }

  /** Whether anything was asked of it. */
  public synchronized boolean isUsed() {
    return folder != null;
  }

  /**
   * The file of the item, read-only, under a safe name.
   *
   * @param inline the content of a file that lies in its row; null for the others
   * @param isChecked whether the content was checked when the item was handed out
   */
  public synchronized Path file(Item item, byte @Nullable [] inline, boolean isChecked)
      throws IOException {
    if (file == null) {
      Path parent = folder().resolve("in");
      Disk.makeFolder(parent);
      Path made = parent.resolve(SafeName.of(ItemFiles.fileOf(item).name()));
      Disk.uninterrupted(
          () -> {
            Files.deleteIfExists(made);
            make(made, item, inline, isChecked);
            return made;
          });
      file = made;
    }
    return file;
  }

  private void make(Path made, Item item, byte @Nullable [] inline, boolean isChecked)
      throws IOException {
    boolean isStored = inline == null && ItemFiles.fileOf(item).path() == null;
    if (isStored) {
      if (!isChecked) {
        files.check(item, null, () -> {});
      }
      try {
        Files.createLink(made, files.store().path(ItemFiles.fileOf(item).sha256()));
        return;
      } catch (UnsupportedOperationException | FileSystemException e) {
        // no links here: copy
      }
    }
    try (FileChannel to = Disk.createReadOnly(made)) {
      files.copy(item, inline, to, () -> {});
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(made);
      throw e;
    }
  }

  /** The folder for what goes to this queue. */
  public synchronized Path outputs(String queue) throws IOException {
    Path known = outputs.get(queue);
    if (known == null) {
      known = folder().resolve("out-" + (outputs.size() + 1));
      Disk.makeFolder(known);
      outputs.put(queue, known);
    }
    return known;
  }

  /** What lies in the output folders, as items: in the order of the queues, then of the names. */
  public synchronized List<NewItem> outputItems() throws IOException {
    List<NewItem> items = new ArrayList<>();
    for (Map.Entry<String, Path> output : outputs.entrySet()) {
      checkIsFolder(output.getKey(), output.getValue());
      List<Path> found = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(output.getValue())) {
        entries.forEach(found::add);
      }
      Collections.sort(found);
      for (Path path : found) {
        if (!Disk.attributes(path).isRegularFile()) {
          throw new InvalidRequestException(
              "the outputs for "
                  + output.getKey()
                  + " hold something else than files: "
                  + path.getFileName()
                  + "; leave only files there");
        }
        items.add(NewItem.file(path).queue(output.getKey()));
      }
    }
    return items;
  }

  /** A program may have removed it, or put a link to other files in its place. */
  private static void checkIsFolder(String queue, Path outputs) throws IOException {
    String what;
    try {
      if (Disk.attributes(outputs).isDirectory()) {
        return;
      }
      what = " is no folder any more";
    } catch (NoSuchFileException e) {
      what = " is gone";
    }
    throw new InvalidRequestException(
        "the folder for the outputs for " + queue + what + "; leave it where it is, even if empty");
  }

  private Path folder() throws IOException {
    if (folder == null) {
      Path made = files.own().resolve("claim-" + id + "-" + Long.toHexString(token));
      Disk.makeFolder(made);
      folder = made;
    }
    return folder;
  }

  /** Deletes it, with everything in it. */
  public synchronized void delete() {
    if (folder != null) {
      try {
        Disk.deleteTree(folder);
      } catch (IOException e) {
        // a program still writes there; it goes with the process
      }
      folder = null;
      file = null;
      outputs.clear();
    }
  }
}
