package atk.pq.cli;

import atk.pq.cli.session.JsonReader;
import atk.pq.cli.session.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs command lines inside the test, with captured streams and an environment of its own. */
final class Pq {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  private boolean isTerminal;
  private int columns = Surroundings.USUAL_COLUMNS;

  Pq(Path folder) {
    this.folder = folder;
    environment.put("PQ_DB", folder.resolve("test.db").toString());
    environment.put("PATH", System.getenv("PATH"));
  }

  Pq environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Pq withoutEnvironment(String name) {
    environment.remove(name);
    return this;
  }

  Pq input(String text) {
    input = text;
    return this;
  }

  Pq onTerminal() {
    isTerminal = true;
    return this;
  }

  Pq columns(int wide) {
    columns = wide;
    return this;
  }

  Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            new Surroundings(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                folder,
                isTerminal,
                isTerminal,
                isTerminal,
                columns),
            args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The output of a command line that must succeed. */
  String out(String... args) {
    Result result = run(args);
    if (result.code() != 0 || !result.err().isEmpty()) {
      throw new AssertionError("pq " + String.join(" ", args) + ": " + result);
    }
    return result.out();
  }

  /** Works until nothing is left to do. */
  Result work(String... args) {
    return run(
        Stream.concat(Stream.of("work", "--until-empty"), Stream.of(args)).toArray(String[]::new));
  }

  /** An item as {@code pq show} prints it. */
  Map<?, ?> item(long id) {
    return (Map<?, ?>) JsonReader.read(out("show", String.valueOf(id), "-o", "json"));
  }

  /** Why an item crashed, each time. */
  List<String> reasons(long id) {
    return ((List<?>) item(id).get("crashes"))
        .stream().map(crash -> (String) ((Map<?, ?>) crash).get("reason")).toList();
  }

  record Result(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }
}
