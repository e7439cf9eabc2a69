package atk.pq.postgresql;

import atk.pq.Mover;
import atk.pq.PqConfig;
import java.nio.file.Path;
import java.time.Duration;

/** A move in a process of its own, to be killed: a line on standard output for each progress. */
public final class MoveMain {
  private MoveMain() {}

  /** Arguments: source, its folder of files, destination, its folder of files. */
  public static void main(String[] args) {
    PqConfig source = config(args[0], args[1]);
    PqConfig destination = config(args[2], args[3]);
    System.out.println("BEGIN");
    Mover.of(source, destination)
        .waitForClaims(Duration.ZERO)
        .onProgress(progress -> System.out.println(progress.step()))
        .run();
    System.out.println("END");
  }

  static PqConfig config(String db, String files) {
    return PqConfig.builder(db).filesFolder(Path.of(files)).build();
  }
}
