package atk.pq.cli.command;

import atk.pq.Claim;
import atk.pq.CrashCause;
import atk.pq.GetRequest;
import atk.pq.PersistentQ;
import atk.pq.PqListener;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Interruption;
import atk.pq.cli.session.Json;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Output;
import atk.pq.cli.session.Rows;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.Table;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pq get}. */
@Command(
    name = "get",
    description = {
      "Take items: they are Under_Process until done, fail, release or the end of their lease.",
      "Prints id TAB item; -o json adds the token that fences the claim. Exit status 3 when empty,",
      "4 when there were only damaged items, which were put aside."
    })
final class GetCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "-n", paramLabel = "N", description = "How many at most (default 1).")
  private int max = 1;

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long until they are given to another; else the queue's lease.")
  private @Nullable Duration lease;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Wait this long for an item.")
  private Duration wait = Duration.ZERO;

  GetCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    AtomicBoolean foundDamage = new AtomicBoolean();
    PqListener listener =
        new PqListener() {
          @Override
          public void parked(long id, CrashCause cause, String reason) {
            foundDamage.set(true);
          }
        };
    GetRequest request = GetRequest.one().withMax(max).withLease(lease).withWaitUpTo(wait);
    try (Interruption interruption = session.interruptible(Duration.ofSeconds(5));
        PersistentQ pq = session.open(listener)) {
      List<Claim> claims = pq.getItems(request);
      if (claims.isEmpty()) {
        return foundDamage.get() ? ExitCode.ENDED_BADLY : ExitCode.NOTHING_THERE;
      }
      try {
        print(claims);
      } catch (RuntimeException e) {
        claims.forEach(Claim::release); // nobody got to know of them
        throw e;
      }
      return ExitCode.OK;
    }
  }

  private void print(List<Claim> claims) {
    Output output = session.output();
    Format format = session.format(Format.TABLE);
    if (format == Format.TABLE) {
      claims.forEach(claim -> output.line(claim.id() + "\t" + Table.oneLine(claim.item().text())));
      output.flush();
    } else if (format == Format.JSON && max == 1) {
      output.line(Json.write(Rows.of(claims.get(0))));
      output.flush();
    } else {
      try (Listing<Claim> listing = new Listing<>(output, format, Rows::of, (table, claim) -> {})) {
        claims.forEach(listing::add);
      }
    }
  }
}
