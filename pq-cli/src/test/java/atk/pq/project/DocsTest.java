package atk.pq.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the documents refer to is there. */
class DocsTest {
  static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Contract))(?:\\.(\\w+))?`");
  private static final Map<String, Path> SOURCES =
      Stream.of("test", "main")
          .flatMap(set -> Project.sources(set).stream())
          .collect(
              Collectors.toMap(file -> file.getFileName().toString(), file -> file, (a, b) -> a));
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @Test
  void everyNamedTestExists() {
    assertThat(inEveryDocument(TEST, (document, test) -> !exists(test.group(1), test.group(2))))
        .isEmpty();
    assertThat(exists("DocsTest", "everyNamedTestExists")).isTrue();
    assertThat(exists("DocsTest", "noSuchMethod")).isFalse();
    assertThat(exists("NoSuchTest", null)).isFalse();
  }

  @Test
  void everyLinkLeadsSomewhere() {
    assertThat(
            inEveryDocument(
                LINK, (document, link) -> !Files.exists(document.resolveSibling(link.group(1)))))
        .isEmpty();
    assertThat(LINK.matcher("see [x](docs/no-such.md#there)").results().map(l -> l.group(1)))
        .containsExactly("docs/no-such.md");
  }

  private interface Broken {
    boolean test(Path document, MatchResult match);
  }

  private static List<String> inEveryDocument(Pattern pattern, Broken broken) {
    Function<Path, Stream<String>> findings =
        document ->
            pattern
                .matcher(Project.read(document))
                .results()
                .filter(match -> broken.test(document, match))
                .map(match -> document.getFileName() + ": " + match.group());
    return Project.textFiles().stream()
        .filter(file -> file.toString().endsWith(".md"))
        .flatMap(findings)
        .toList();
  }

  static boolean exists(String type, @Nullable String method) {
    Path file = SOURCES.get(type + ".java");
    return file != null && (method == null || Project.read(file).contains("void " + method + "("));
  }
}
