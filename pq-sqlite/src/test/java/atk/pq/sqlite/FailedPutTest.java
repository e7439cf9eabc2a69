package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.InvalidRequestException;
import atk.pq.NewItem;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is copied for items that are not put in the end goes at once, and nobody else's. */
@Timeout(120)
class FailedPutTest extends FilesFixture {
  @Test
  void aPutOfSeveralFilesOfWhichOneCannotBeReadLeavesNoContent() throws Exception {
    Path one = file("one", bytes(LARGE, 1));
    Path other = file("other", bytes(LARGE, 2));
    refused(one, other);
    assertThat(contents()).isEmpty();
    assertThat(temporaries()).isEmpty();
  }

  @Test
  void aContentThatAnItemHasStays() throws Exception {
    Path one = file("one", bytes(LARGE, 1));
    long id = pq.putItem(NewItem.file(one));
    refused(one, file("other", bytes(LARGE, 2)));
    assertThat(contents()).containsExactly(content(bytes(LARGE, 1)));
    assertThat(read(id)).isEqualTo(bytes(LARGE, 1));
  }

  @Test
  void theOutputsOfALostClaimLeaveNoContent() throws Exception {
    long id = pq.putItem("x");
    Claim lost = pq.getItem().orElseThrow();
    Files.write(lost.outputs("next").resolve("a"), bytes(LARGE, 3));
    pq.updateStatus(id, Status.CRASHED);
    assertThatThrownBy(lost::processed).isInstanceOf(StaleClaimException.class);
    assertThat(contents()).isEmpty();
  }

  /** One puts a content and takes it away again, another fails to put the same one. */
  @Test
  void whoPutsTheSameContentMeanwhileKeepsIt() throws Exception {
    Path one = file("one", bytes(LARGE, 1));
    AtomicBoolean isOver = new AtomicBoolean();
    CompletableFuture<Long> failing =
        CompletableFuture.supplyAsync(
            () -> {
              long count = 0;
              for (; !isOver.get(); count++) {
                refused(one);
              }
              return count;
            });
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      do {
        long id = pq.putItem(NewItem.file(one));
        assertThat(read(id)).isEqualTo(bytes(LARGE, 1));
        purgeAllBut(-1);
        pq.sweepFiles(Duration.ZERO); // so that it is new to the next
      } while (System.nanoTime() < end);
    } finally {
      isOver.set(true);
    }
    assertThat(failing.get(60, TimeUnit.SECONDS)).isPositive();
    pq.sweepFiles(Duration.ZERO);
    assertThat(contents()).isEmpty();
  }

  private void refused(Path... files) {
    List<NewItem> items =
        Stream.concat(Stream.of(files), Stream.of(folder.resolve("missing")))
            .map(NewItem::file)
            .toList();
    assertThatThrownBy(() -> pq.putItems(items)).isInstanceOf(InvalidRequestException.class);
  }
}
