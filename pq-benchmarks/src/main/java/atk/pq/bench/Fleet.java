package atk.pq.bench;

import atk.pq.bench.queues.Contender;
import atk.pq.bench.queues.Entrant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Several processes with a few callers each that share what one entrant keeps in one folder. They
 * live through all rounds, and warm up before: the compilers of fresh ones would take more of two
 * cores than what is measured.
 */
public final class Fleet implements Player {
  private static final String[] SMALL = {"-Xmx128m"};

  private final Contender first;
  private final List<ChildJvm.Running> processes = new ArrayList<>();

  private Fleet(Contender first) {
    this.first = first;
  }

  /** Opens it in this folder, starts so many that join it, and waits until all are warm. */
  public static Fleet open(
      Entrant entrant, Path folder, int processes, int callers, double warmSeconds)
      throws Exception {
    Contender first = entrant.opener().open(folder);
    Fleet fleet = new Fleet(first);
    try {
      if (!entrant.isServer()) {
        first.close(); // what it made is in the file
      }
      for (int i = 0; i < processes; i++) {
        fleet.processes.add(
            ChildJvm.of(Fleet.class)
                .with(SMALL)
                .start(entrant.name(), "" + folder, "" + callers, "" + warmSeconds));
      }
      for (ChildJvm.Running each : fleet.processes) {
        each.line(); // it is warm
      }
      return fleet;
    } catch (Exception e) {
      fleet.close();
      throw e;
    }
  }

  @Override
  public Slice.Result play(Work work, double seconds) throws IOException {
    List<Slice.Result> each = playEach(work, seconds);
    Latencies latencies = new Latencies();
    each.forEach(one -> latencies.add(one.latencies()));
    long items = each.stream().mapToLong(Slice.Result::items).sum();
    double rate = each.stream().mapToDouble(Slice.Result::rate).sum();
    long nanos = items == 0 ? (long) (seconds * 1e9) : (long) (items / rate * 1e9);
    Instant began =
        each.stream().map(Slice.Result::began).min(Comparator.naturalOrder()).orElseThrow();
    return new Slice.Result(items, began, nanos, latencies);
  }

  @Override
  public List<Slice.Result> playEach(Work work, double seconds) throws IOException {
    return play(work.load(), seconds);
  }

  /** What each of them did. */
  public List<Slice.Result> play(Load load, double seconds) throws IOException {
    for (ChildJvm.Running each : processes) {
      each.tell(load.name() + ' ' + seconds);
    }
    List<Slice.Result> results = new ArrayList<>();
    for (ChildJvm.Running each : processes) {
      String[] words = each.line().split(" ", 4);
      results.add(
          new Slice.Result(
              Long.parseLong(words[0]),
              Instant.ofEpochMilli(Long.parseLong(words[1])),
              Long.parseLong(words[2]),
              Latencies.of(words[3])));
    }
    return results;
  }

  @Override
  public void close() throws Exception {
    processes.forEach(ChildJvm.Running::close);
    first.close();
  }

  /** One of the processes: does what it is told, a line for each round. */
  public static void main(String[] arguments) throws Exception {
    Entrant entrant = named(arguments[0]);
    int callers = Integer.parseInt(arguments[2]);
    try (Contender contender = entrant.opener().open(Path.of(arguments[1]));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      play(Load.CYCLE, contender, callers, Double.parseDouble(arguments[3]));
      System.out.println("warm");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        Slice.Result result =
            play(Load.valueOf(words[0]), contender, callers, Double.parseDouble(words[1]));
        System.out.println(
            "%d %d %d %s"
                .formatted(
                    result.items(),
                    result.began().toEpochMilli(),
                    result.nanos(),
                    result.latencies().asText()));
      }
    }
  }

  private static Slice.Result play(Load load, Contender contender, int callers, double seconds)
      throws Exception {
    return load.play(new Work(load, callers, 1, Entrant.PQ, 1), contender, seconds);
  }

  private static Entrant named(String name) {
    return Stream.concat(Stream.of(Entrant.PQ), Entrant.others().stream())
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nobody is called " + name));
  }
}
