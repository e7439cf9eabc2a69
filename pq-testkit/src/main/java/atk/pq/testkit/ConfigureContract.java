package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.spi.Engine;
import atk.pq.spi.Settlement.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link atk.pq.spi.WriteTx#configure}. */
public abstract class ConfigureContract extends EngineScene {
  private static final QueueSettings SETTINGS =
      new QueueSettings(
          "thumbs",
          Duration.ofMillis(1500),
          7,
          Duration.ofMillis(250),
          Duration.ofSeconds(90),
          Duration.ofDays(30),
          true);

  protected ConfigureContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("makes a queue; every setting comes back")
  void makesAQueue() {
    configure(SETTINGS);

    assertThat(queues()).containsExactly(SETTINGS);
  }

  @Test
  @DisplayName("replaces all settings of a queue, its items stay")
  void replaces() {
    long id = put(in("thumbs", item("a")));
    configure(SETTINGS);
    QueueSettings other =
        SETTINGS.withRetention(null).withPaused(false).withLease(Duration.ofHours(1));
    configure(other);

    assertThat(queues()).containsExactly(other);
    assertThat(status(id)).isEqualTo(Status.UNPROCESSED);
  }

  @Test
  @DisplayName("holds for every process on the store")
  void holdsForAll() {
    put("a");
    Engine process = open();
    configure(settings(QUEUE).withPaused(true));

    List<QueueSettings> seenByAll = process.read(view -> view.queues());
    assertThat(seenByAll).isEqualTo(queues());
    engine = process;
    assertThat(claim(1)).isEmpty();
  }

  @Test
  @DisplayName("queues come by name")
  void queuesByName() {
    for (String name : new String[] {"b", "c", "a", "ä"}) {
      configure(config.newQueueSettings(name));
    }

    assertThat(queues()).extracting(QueueSettings::queue).containsExactly("a", "b", "c", "ä");
  }

  @Test
  @DisplayName("S7: new rules hold from the next crash on")
  void newRules() {
    long id = put("a");
    claim();
    configure(
        settings(QUEUE)
            .withMaxSubmissions(2)
            .withRetryDelay(Duration.ofDays(1), Duration.ofDays(1)));
    override(id, Status.CRASHED);

    var item = find(id);
    assertThat(Duration.between(item.updatedAt(), item.availableAt()))
        .isBetween(Duration.ofHours(19), Duration.ofHours(29));
    fixture.advance(Duration.ofDays(2));
    assertThat(settle(claim(), Verdict.CRASHED).status()).isEqualTo(Status.MANUAL_INTERVENTION);
  }
}
