package atk.pq.cli.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON: maps, lists, strings, numbers, booleans, times and null. */
public final class Json {
  private Json() {}

  /** The value on one line. */
  public static String write(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      appendObject(text, object);
    } else if (value instanceof List<?> array) {
      String separator = "[";
      for (Object element : array) {
        append(text.append(separator), element);
        separator = ",";
      }
      text.append(array.isEmpty() ? "[]" : "]");
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      appendString(text, value instanceof Instant time ? Times.iso(time) : value.toString());
    }
  }

  private static void appendObject(StringBuilder text, Map<?, ?> object) {
    String separator = "{";
    for (Map.Entry<?, ?> field : object.entrySet()) {
      appendString(text.append(separator), field.getKey().toString());
      append(text.append(':'), field.getValue());
      separator = ",";
    }
    text.append(object.isEmpty() ? "{}" : "}");
  }

  private static void appendString(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
