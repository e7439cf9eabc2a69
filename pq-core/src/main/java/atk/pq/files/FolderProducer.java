package atk.pq.files;

import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.QueueClosedException;
import atk.pq.internal.Log;
import atk.pq.internal.Uninterrupted;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the files that producer programs leave in a folder. A file is taken when it is ready: when
 * its size and time of change stood still for the settle time, or when a file {@code NAME.done}
 * lies beside it. Names that begin with a dot or end in {@code .tmp}, {@code .part}, {@code ~} or
 * {@code .done} are left alone, and so are the files of the queue itself, so a producer may as well
 * write under such a name and rename.
 *
 * <p>A file is taken by renaming it into {@code .pq-claimed}, so any number of producers of one
 * user may watch one folder: one of them wins each file. It is put with a key made out of its
 * content, time and name, and only then moved to the done folder or deleted. What a killed watcher
 * had taken is put by the next one that looks and puts into the same queue: the key makes that
 * harmless.
 *
 * <p>The folder is looked at once a second; nothing else is relied on. Runs on a thread of its own
 * until it is closed. Safe for use by many threads.
 */
public final class FolderProducer implements AutoCloseable {
  private final FolderScan scan;
  private final Duration every;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong scans = new AtomicLong();
  private final Thread thread;

  private FolderProducer(FolderScan scan, Duration every) {
    this.scan = scan;
    this.every = every;
    this.thread = new Thread(this::run, "pq-folder-" + scan.folder().getFileName());
    thread.setDaemon(true);
    thread.start();
  }

  /** Begins one that puts the files of a folder. */
  public static Builder on(PersistentQ pq, Path folder) {
    return new Builder(pq, folder);
  }

  /** How many files were put so far. */
  public long put() {
    return scan.counters().put();
  }

  /** How many bytes they had. */
  public long bytes() {
    return scan.counters().bytes();
  }

  /** How many files could not be put, each once for each reason. */
  public long failed() {
    return scan.counters().failures();
  }

  /** How often the folder was looked at. */
  public long scans() {
    return scans.get();
  }

  private void run() {
    try (scan) {
      do {
        scan.run(() -> closed.getCount() == 0);
        scans.incrementAndGet();
      } while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS));
    } catch (QueueClosedException e) {
      Log.debug("a folder is no longer watched: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it was closed, or stopped by itself because its queue was closed. */
  public void awaitStop() throws InterruptedException {
    thread.join();
  }

  /** Stops after the file that is just being put. May be called twice. */
  @Override
  public void close() {
    closed.countDown();
    Uninterrupted.join(thread);
  }

  /** Builds a {@link FolderProducer}. Not safe for several threads at once. */
  public static final class Builder {
    final PersistentQ pq;
    final Path folder;
    PathMatcher glob = name -> true;
    Duration settle = Duration.ofSeconds(2);
    private Duration every = Duration.ofSeconds(1);
    @Nullable String queue;
    @Nullable Path done;
    boolean deletes;
    FolderListener listener = new FolderListener() {};

    Builder(PersistentQ pq, Path folder) {
      this.pq = pq;
      this.folder = folder;
    }

    /** Which names are put, as {@code *.csv}; all by default. */
    public Builder glob(String pattern) {
      try {
        glob = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      } catch (PatternSyntaxException e) {
        throw new InvalidRequestException(
            "\"" + pattern + "\" is no pattern of names; write *.csv, say", e);
      }
      return this;
    }

    /** How long a file must stand still before it is taken; 2 s by default. */
    public Builder settle(Duration time) {
      if (time.isNegative()) {
        throw new InvalidRequestException("the settle time is " + time + "; it cannot be negative");
      }
      settle = time;
      return this;
    }

    /** How long to rest between two looks at the folder; 1 s by default. */
    public Builder every(Duration rest) {
      if (rest.toMillis() < 1) {
        throw new InvalidRequestException("the rest between looks is " + rest + "; use 1s, say");
      }
      every = rest;
      return this;
    }

    /** The queue they go to; by default that of the configuration. */
    public Builder queue(String name) {
      queue = name;
      return this;
    }

    /** Where files are moved to once they are put; {@code .pq-done} in the folder by default. */
    public Builder doneFolder(Path folderForDone) {
      done = folderForDone;
      deletes = false;
      return this;
    }

    /** Delete files once they are put: the queue has their content then. */
    public Builder delete() {
      deletes = true;
      return this;
    }

    /** Is told what is done. */
    public Builder listener(FolderListener newListener) {
      listener = newListener;
      return this;
    }

    /**
     * Starts it.
     *
     * @throws InvalidRequestException if the folder, or the done folder, cannot be used
     */
    public FolderProducer start() {
      if (!Files.isDirectory(folder)) {
        throw new InvalidRequestException(
            "there is no folder " + folder + " to watch; make it first (mkdir -p)");
      }
      try {
        return new FolderProducer(new FolderScan(this), every);
      } catch (IOException e) {
        throw new InvalidRequestException(
            "cannot write to " + folder + ", where files are taken: " + FolderReport.why(e), e);
      }
    }
  }
}
