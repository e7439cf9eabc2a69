package atk.pq.internal;

import atk.pq.Counts;
import atk.pq.InvalidRequestException;
import atk.pq.PqConfig;
import atk.pq.internal.files.ItemFiles;
import atk.pq.spi.Engine;
import atk.pq.spi.Engine.Flush;
import atk.pq.spi.MoveMark;
import atk.pq.spi.ReadView;
import atk.pq.spi.WriteTx;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One of the two databases of a move, opened whatever its mark says. */
final class MoveSide implements AutoCloseable {
  private final String name;
  private final Engine engine;
  private final ItemFiles files;

  private MoveSide(String name, Engine engine, ItemFiles files) {
    this.name = name;
    this.engine = engine;
    this.files = files;
  }

  static MoveSide open(PqConfig config) {
    Engine engine = Engines.provider(config.dbType()).open(config);
    return new MoveSide(nameOf(config), engine, new ItemFiles(config));
  }

  /**
   * What the database is called in messages and marks, so that one can connect with it: a file by
   * its whole path, a server without user, password and the settings that do not choose the queue.
   */
  static String nameOf(PqConfig config) {
    return config.dbType().equals("postgresql") ? config.displayName() : fileName(config.dbName());
  }

  private static String fileName(String name) {
    Path file;
    try {
      file = Path.of(name).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      return name; // the engine says what is wrong with it
    }
    try {
      return file.toRealPath().toString();
    } catch (IOException e) {
      return file.toString();
    }
  }

  String name() {
    return name;
  }

  ItemFiles files() {
    return files;
  }

  <R> R read(Function<ReadView, R> work) {
    return engine.read(work);
  }

  <R> R write(Function<WriteTx, R> work) {
    return engine.write(Flush.NEEDED, work);
  }

  void change(Consumer<WriteTx> work) {
    write(
        tx -> {
          work.accept(tx);
          return true;
        });
  }

  @Nullable MoveMark mark() {
    return engine.read(view -> view.moveMark()).orElse(null);
  }

  /**
   * Looks whether there are items.
   *
   * @throws InvalidRequestException if there are
   */
  void checkEmpty() {
    long items = total(read(view -> view.counts()));
    if (items > 0) {
      throw new InvalidRequestException(
          name + " has " + items + " items already; name a new or empty database to move to");
    }
  }

  static long total(List<Counts> counts) {
    return counts.stream().mapToLong(Counts::total).sum();
  }

  /** The counts of every queue that has items. */
  Map<String, Map<?, Long>> counts() {
    Map<String, Map<?, Long>> byQueue = new TreeMap<>();
    for (Counts counts : read(view -> view.counts())) {
      if (counts.total() > 0) {
        byQueue.put(counts.queue(), new TreeMap<>(counts.byStatus()));
      }
    }
    return byQueue;
  }

  /** Closes it, and takes away again what a move that was refused has made. */
  void discard() {
    if (mark() == null) {
      files.close();
      engine.discard();
    }
  }

  @Override
  public void close() {
    files.close();
    engine.close();
  }
}
