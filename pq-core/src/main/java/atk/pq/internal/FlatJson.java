package atk.pq.internal;

import atk.pq.ItemFile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects whose values are strings: how headers and the description of a file are stored, so
 * that people can read them with SQL. Not for JSON from elsewhere.
 */
public final class FlatJson {
  private FlatJson() {}

  /** Headers as JSON; null for none. */
  public static @Nullable String headers(Map<String, String> headers) {
    return headers.isEmpty() ? null : write(headers);
  }

  public static Map<String, String> headers(@Nullable String json) {
    return json == null ? Map.of() : Collections.unmodifiableMap(read(json));
  }

  public static @Nullable String file(@Nullable ItemFile file) {
    if (file == null) {
      return null;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", file.name());
    fields.put("size", Long.toString(file.size()));
    fields.put("sha256", file.sha256());
    fields.put("media_type", file.mediaType());
    if (file.path() != null) {
      fields.put("path", file.path());
      fields.put("modified", Long.toString(file.modifiedMillis()));
    }
    return write(fields);
  }

  public static @Nullable ItemFile file(@Nullable String json) {
    if (json == null) {
      return null;
    }
    Map<String, String> fields = read(json);
    return new ItemFile(
        fields.getOrDefault("name", ""),
        Long.parseLong(fields.getOrDefault("size", "0")),
        fields.getOrDefault("sha256", ""),
        fields.getOrDefault("media_type", "application/octet-stream"),
        fields.get("path"),
        Long.parseLong(fields.getOrDefault("modified", "0")));
  }

  static String write(Map<String, String> fields) {
    StringBuilder json = new StringBuilder("{");
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (json.length() > 1) {
        json.append(',');
      }
      quote(json, field.getKey());
      json.append(':');
      quote(json, field.getValue());
    }
    return json.append('}').toString();
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  static Map<String, String> read(String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    Cursor cursor = new Cursor(json);
    while (cursor.toQuote()) {
      String name = cursor.string();
      if (!cursor.toQuote()) {
        throw new IllegalArgumentException("a name without a value in " + json);
      }
      fields.put(name, cursor.string());
    }
    return fields;
  }

  /** Reads one string after another. */
  private static final class Cursor {
    private final String json;
    private int at;

    Cursor(String json) {
      this.json = json;
    }

    boolean toQuote() {
      at = json.indexOf('"', at);
      if (at < 0) {
        at = json.length();
        return false;
      }
      at++;
      return true;
    }

    String string() {
      StringBuilder text = new StringBuilder();
      for (char c = json.charAt(at++); c != '"'; c = json.charAt(at++)) {
        text.append(c == '\\' ? escaped() : c);
      }
      return text.toString();
    }

    private char escaped() {
      char c = json.charAt(at++);
      if (c != 'u') {
        return c;
      }
      at += 4;
      return (char) Integer.parseInt(json.substring(at - 4, at), 16);
    }
  }
}
