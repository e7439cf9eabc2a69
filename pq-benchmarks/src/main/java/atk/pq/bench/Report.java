package atk.pq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results as a table and as a plot. */
final class Report {
  private static final int BAR = 18;
  private static final int LEFT = 170;
  private static final int WIDTH = 420;

  private Report() {}

  static String markdown(List<Comparison> all, int rounds, double seconds) {
    StringBuilder text = new StringBuilder("# Comparison\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "%d cores, %s, Java %s, commit %s. %d rounds of %.1f s for each, in turns; items of 100"
                + " bytes; medians; ratios are medians of the rounds' ratios. Written by"
                + " `bin/pq-compare`.%n%n",
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            Runtime.version().feature(),
            System.getProperty("pq.commit", "unknown"),
            rounds,
            seconds));
    for (Comparison comparison : all) {
      Work work = comparison.work();
      text.append("## ").append(work.title()).append("\n\n");
      text.append(
          String.format(
              Locale.ROOT,
              "Pq is at %.2f × %s; the target is %.2f.%n%n",
              comparison.ratioTo(work.limit()),
              work.limit(),
              work.target()));
      text.append(
          "| who | items/s | Pq is | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|---|\n");
      for (String name : comparison.names()) {
        Latencies latencies = comparison.latencies(name);
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f × | %s | %s | %s |%n",
                name,
                comparison.rate(name),
                comparison.ratioTo(name),
                millis(latencies, latencies.percentile(0.5)),
                millis(latencies, latencies.percentile(0.99)),
                millis(latencies, latencies.max())));
      }
      text.append('\n');
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static String millis(Latencies latencies, long nanos) {
    return latencies.count() == 0 ? "" : String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  /** Bars: the rates of each work, as shares of the best. */
  static String svg(List<Comparison> all) {
    List<String> shapes = new ArrayList<>();
    int y = 10;
    for (Comparison comparison : all) {
      y += 20;
      shapes.add(text(10, y, "font-weight=\"bold\"", comparison.work().title() + ", items/s"));
      double best = 0;
      for (String name : comparison.names()) {
        best = Math.max(best, comparison.rate(name));
      }
      for (String name : comparison.names()) {
        y += BAR;
        double rate = comparison.rate(name);
        long width = Math.max(1, Math.round(rate / best * WIDTH));
        String color = name.equals(PqContender.NAME) ? "#2a6fdb" : "#b8bec8";
        shapes.add(text(LEFT - 8, y, "text-anchor=\"end\"", name));
        shapes.add(
            String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
                LEFT,
                y - BAR + 5,
                width,
                BAR - 3,
                color));
        shapes.add(
            text((int) (LEFT + width + 6), y, "", String.format(Locale.ROOT, "%,.0f", rate)));
      }
      y += 8;
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"700\" height=\""
        + (y + 20)
        + "\" font-family=\"sans-serif\" font-size=\"12\">\n"
        + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        + String.join("\n", shapes)
        + "\n</svg>\n";
  }

  private static String text(int x, int y, String style, String words) {
    return "<text x=\"" + x + "\" y=\"" + y + "\" " + style + ">" + words + "</text>";
  }
}
