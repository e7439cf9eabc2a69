package atk.pq.bench.queues;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What Redis speaks. */
final class Resp {
  private Resp() {}

  static String command(String... words) {
    return command(List.of(words), List.of());
  }

  static String command(List<String> words, List<String> ids) {
    StringBuilder command = new StringBuilder("*" + (words.size() + ids.size()) + "\r\n");
    Consumer<String> add =
        word ->
            command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    words.forEach(add);
    ids.forEach(add);
    return command.toString();
  }

  /** A text, a list of answers, or null. */
  static @Nullable Object answer(Server.Line line) throws IOException {
    String head = line.line();
    switch (head.charAt(0)) {
      case '-':
        throw new IOException("Redis answers " + head);
      case '$':
        int length = Integer.parseInt(head.substring(1));
        return length < 0 ? null : line.block(length);
      case '*':
        int count = Integer.parseInt(head.substring(1));
        List<@Nullable Object> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          answers.add(answer(line));
        }
        return count < 0 ? null : answers;
      default:
        return head.substring(1);
    }
  }
}
