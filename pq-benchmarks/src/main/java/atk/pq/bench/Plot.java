package atk.pq.bench;

import atk.pq.bench.queues.Entrant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Bars: the rates of each work, the fastest first, with what an answer means beside each name. */
final class Plot {
  private static final int BAR = 20;
  private static final int LEFT = 290;
  private static final int WIDTH = 400;
  private static final int RIGHT = 90;

  private final List<String> shapes = new ArrayList<>();
  private int y = 12;

  private Plot() {}

  static String svg(List<Comparison> all) {
    Plot plot = new Plot();
    plot.legend();
    all.forEach(plot::work);
    return plot.document();
  }

  private void legend() {
    int x = 10;
    for (Entrant.Kind kind : Entrant.Kind.values()) {
      box(x, y, 12, 12, colour(kind), kind);
      text(x + 17, y + 10, "", words(kind));
      x += 45 + words(kind).length() * 6;
    }
    y += 22;
  }

  private void work(Comparison comparison) {
    y += 20;
    text(10, y, "font-weight=\"bold\"", comparison.work().title() + ", items a second");
    List<Entrant> fastestFirst = new ArrayList<>();
    comparison.entrants().forEach(fastestFirst::add);
    fastestFirst.sort(Comparator.comparingDouble(comparison::rate).reversed());
    double best = comparison.rate(fastestFirst.get(0));
    y += 6;
    for (Entrant entrant : fastestFirst) {
      double rate = comparison.rate(entrant);
      int width = (int) Math.max(1, Math.round(rate / best * WIDTH));
      String style = "text-anchor=\"end\"" + (isPq(entrant) ? " font-weight=\"bold\"" : "");
      text(LEFT - 8, y + 14, style, entrant + " (" + entrant.durability() + ")");
      box(LEFT, y + 2, width, BAR - 5, colour(entrant.kind()), entrant.kind());
      text(LEFT + width + 6, y + 14, "", String.format(Locale.ROOT, "%,.0f", rate));
      y += BAR;
    }
    y += 10;
  }

  private static boolean isPq(Entrant entrant) {
    return entrant.kind() == Entrant.Kind.PQ;
  }

  private static String colour(Entrant.Kind kind) {
    return switch (kind) {
      case PQ -> "#2a6fdb";
      case LIMIT -> "#d9b44a";
      case EMBEDDED -> "#7d8794";
      case SERVER -> "#b3bac4";
      case UNFLUSHED_SERVER -> "url(#unflushed)";
    };
  }

  private static String words(Entrant.Kind kind) {
    return switch (kind) {
      case PQ -> "Pq";
      case LIMIT -> "a limit, no queue";
      case EMBEDDED -> "embedded, flushes";
      case SERVER -> "server, flushes";
      case UNFLUSHED_SERVER -> "server, does not flush";
    };
  }

  private void box(int x, int top, int width, int height, String fill, Entrant.Kind kind) {
    String edge =
        kind == Entrant.Kind.UNFLUSHED_SERVER ? " stroke=\"#c0392b\" stroke-dasharray=\"3 2\"" : "";
    shapes.add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"%s/>"
            .formatted(x, top, width, height, fill, edge));
  }

  private void text(int x, int baseline, String style, String words) {
    shapes.add("<text x=\"%d\" y=\"%d\" %s>%s</text>".formatted(x, baseline, style, words));
  }

  private String document() {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
        <defs><pattern id="unflushed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fdf1ef"/><rect width="2" height="6" fill="#e7a59c"/></pattern></defs>
        <rect width="100%%" height="100%%" fill="white"/>
        %s
        </svg>
        """
        .formatted(LEFT + WIDTH + RIGHT, y + 10, String.join("\n", shapes));
  }
}
