package atk.pq.bench;

import java.lang.management.*;
import java.nio.file.*;
import java.util.*;

class Probe {
  static final String ITEM = "x".repeat(100);

  public static void main(String[] a) throws Exception {
    Path dir =
        Files.createTempDirectory(Path.of(System.getProperty("bench.dir", "/tmp")), "pqbench");
    String what = a[0];
    int n = Integer.parseInt(a[1]);
    double secs = Double.parseDouble(a[2]);
    Set<String> who = new HashSet<>(List.of(a[3].split(",")));
    Map<String, Contender> cs = new LinkedHashMap<>();
    if (who.contains("pq")) cs.put("pq", new PqContender(Files.createDirectory(dir.resolve("pq"))));
    if (who.contains("loop"))
      cs.put("loop", new JdbcLoop(Files.createDirectory(dir.resolve("loop"))));
    if (who.contains("naive"))
      cs.put("naive", new NaiveSqlite(Files.createDirectory(dir.resolve("naive"))));
    if (who.contains("flush"))
      cs.put("flush", new FlushLoop(Files.createDirectory(dir.resolve("flush"))));
    int rounds = a.length > 4 ? Integer.parseInt(a[4]) : 5;
    for (int r = 0; r < rounds; r++)
      for (var e : cs.entrySet()) {
        StringBuilder out = new StringBuilder(String.format("%-6s", e.getKey()));
        switch (what) {
          case "put" ->
              show(
                  out,
                  "put",
                  Slice.play(
                      e.getValue(),
                      n,
                      (c, i) -> {
                        c.put(ITEM);
                        return 1;
                      },
                      secs,
                      Thread::new));
          case "cycle" ->
              show(
                  out,
                  "cycle",
                  Slice.play(
                      e.getValue(),
                      n,
                      (c, i) -> {
                        c.put(ITEM);
                        c.finishOne();
                        return 1;
                      },
                      secs,
                      Thread::new));
          case "batch" -> {
            List<String> items = Collections.nCopies(n, ITEM);
            long c0 = cpu();
            var p =
                Slice.play(
                    e.getValue(),
                    1,
                    (c, i) -> {
                      c.putAll(items);
                      return n;
                    },
                    secs,
                    Thread::new);
            long c1 = cpu();
            var g =
                Slice.play(
                    e.getValue(),
                    1,
                    (c, i) -> {
                      int k = c.finishSome(n);
                      return k == 0 ? -1 : k;
                    },
                    secs * 3,
                    Thread::new);
            long c2 = cpu();
            show(out, "put", p);
            out.append(String.format(" cpu/item %.2f us", (c1 - c0) / 1e3 / p.items()));
            show(out, " | get", g);
            out.append(String.format(" cpu/item %.2f us", (c2 - c1) / 1e3 / g.items()));
          }
          case "worker" -> {
            List<String> items = Collections.nCopies(1000, ITEM);
            var p =
                Slice.play(
                    e.getValue(),
                    1,
                    (c, i) -> {
                      c.putAll(items);
                      return 1000;
                    },
                    secs,
                    Thread::new);
            var done = new java.util.concurrent.atomic.LongAdder();
            long c1 = cpu();
            long t = System.nanoTime();
            try (var w = e.getValue().handlers(n, done::increment)) {
              while (done.sum() < p.items() && System.nanoTime() - t < 20e9) Thread.sleep(5);
            }
            long took = System.nanoTime() - t;
            out.append(
                String.format(
                    "worker %.0f/s cpu/item %.2f us of %d",
                    done.sum() * 1e9 / took, (cpu() - c1) / 1e3 / done.sum(), p.items()));
          }
        }
        System.out.println(out);
      }
    for (Contender c : cs.values()) c.close();
    try (var s = Files.walk(dir)) {
      s.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    }
  }

  static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  static void show(StringBuilder o, String w, Slice.Result r) {
    o.append(
        String.format(
            "%s %.0f/s p50 %.3f p99 %.2f max %.1f ms",
            w,
            r.rate(),
            r.latencies().percentile(.5) / 1e6,
            r.latencies().percentile(.99) / 1e6,
            r.latencies().max() / 1e6));
  }
}
