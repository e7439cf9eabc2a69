package atk.pq.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What clients wrote down as acknowledged, to be compared with what a server holds. */
final class Acknowledged {
  private final Map<Long, String> puts = new LinkedHashMap<>();
  private final Set<Long> done = new HashSet<>();
  private final List<String> claims = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();

  Acknowledged(Collection<List<String>> logs) {
    for (List<String> log : logs) {
      log.forEach(this::add);
    }
    times.sort(null);
  }

  private void add(String line) {
    String[] words = line.split(" ");
    switch (words[1]) {
      case "PUT" -> puts.put(Long.parseLong(words[2]), words[3]);
      case "DONE" -> done.add(Long.parseLong(words[2]));
      case "GOT" -> claims.add(words[2] + " " + words[3]);
      default -> {
        return;
      }
    }
    times.add(Long.parseLong(words[0]));
  }

  int puts() {
    return puts.size();
  }

  int done() {
    return done.size();
  }

  /** Claims that were handed out twice with the same token. */
  long claimedTwice() {
    return (long) claims.size() - new HashSet<>(claims).size();
  }

  /** The longest time between two acknowledgements, in ms. */
  long longestSilence() {
    long longest = 0;
    for (int i = 1; i < times.size(); i++) {
      longest = Math.max(longest, times.get(i) - times.get(i - 1));
    }
    return longest;
  }

  /** What was acknowledged and is not there, or not as it was acknowledged. */
  List<String> missing(Connection connection) throws SQLException {
    Map<Long, Integer> states = new HashMap<>();
    Map<Long, String> texts = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT id, status, convert_from(payload, 'UTF8') FROM pq_item")) {
      while (row.next()) {
        states.put(row.getLong(1), row.getInt(2));
        texts.put(row.getLong(1), row.getString(3));
      }
    }
    List<String> missing = new ArrayList<>();
    puts.forEach(
        (id, text) -> {
          if (!text.equals(texts.get(id))) {
            missing.add("put " + id + " " + text);
          }
        });
    for (long id : done) {
      if (states.getOrDefault(id, 0) != PostgresqlSql.PROCESSED) {
        missing.add("finish of " + id + ", which is " + states.get(id));
      }
    }
    return missing;
  }

  /** How many items hold a text that another holds too. */
  static long doubled(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) - count(DISTINCT (queue_id, payload)) FROM pq_item")) {
      row.next();
      return row.getLong(1);
    }
  }
}
