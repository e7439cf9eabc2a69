package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.bench.queues.Contender;
import atk.pq.bench.queues.Entrant;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many rounds each plays, besides the one to warm up. */
class RoundsTest {
  @TempDir Path folder;

  /** Puts so fast, and counts its rounds. */
  private static final class Counted implements Contender {
    private final long millisOfPut;
    private int rounds;

    Counted(long millisOfPut) {
      this.millisOfPut = millisOfPut;
    }

    @Override
    public Caller caller() {
      rounds++;
      return new OneByOne() {
        @Override
        public void put(String item) throws InterruptedException {
          Thread.sleep(millisOfPut);
        }

        @Override
        public boolean finishOne() {
          return false;
        }
      };
    }

    @Override
    public void close() {}

    private Entrant entrant() {
      return new Entrant("a put in " + millisOfPut, Entrant.Kind.SERVER, "flush", folder -> this);
    }
  }

  @Test
  void whoIsFarBehindInAWorkWithBatchesPlaysOne() {
    Counted subject = new Counted(2);
    Counted limit = new Counted(12);
    Counted near = new Counted(3);
    Counted far = new Counted(13);
    for (int batch : new int[] {1, 2}) {
      Entrant named = limit.entrant();
      Work work = new Work(Load.PUT, 1, batch, named, 1).with(subject.entrant());
      List<Entrant> all = List.of(work.subject(), named, near.entrant(), far.entrant());
      assertThat(Comparison.play(work, all, folder, 4, 0.1).failures()).isEmpty();
      assertThat(List.of(subject.rounds, limit.rounds, near.rounds, far.rounds))
          .isEqualTo(batch == 1 ? List.of(5, 5, 5, 5) : List.of(10, 10, 8, 7));
    }
  }
}
