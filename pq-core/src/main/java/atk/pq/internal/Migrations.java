package atk.pq.internal;

import atk.pq.CorruptQueueException;
import atk.pq.NewerSchemaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Brings a schema up to date from numbered files. The caller opens the transaction and holds the
 * lock; nothing here commits, so a kill leaves the database old or new.
 *
 * <p>In a file a statement ends with {@code ;} at the end of a line before an empty line (or at the
 * end of the file), so that a trigger's body stays in one piece.
 */
public final class Migrations {
  private final Class<?> home;
  private final List<String> files;

  /**
   * @param home the class beside whose {@code schema} folder the files lie
   * @param files their names, in order: the first is version 1
   */
  public Migrations(Class<?> home, List<String> files) {
    this.home = home;
    this.files = List.copyOf(files);
  }

  /** The version this release writes. */
  public int latest() {
    return files.size();
  }

  /**
   * The version of the database: 0 where {@code pq_schema} is missing.
   *
   * @throws NewerSchemaException if a newer release wrote it
   */
  public int versionOf(Connection connection, boolean hasTable) throws SQLException {
    if (!hasTable) {
      return 0;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT max(version) FROM pq_schema")) {
      int version = row.next() ? row.getInt(1) : 0;
      if (version > latest()) {
        throw newer(version);
      }
      return version;
    }
  }

  /** What to say of a database that a newer release wrote. */
  public NewerSchemaException newer(int version) {
    return new NewerSchemaException(
        "the database has schema version "
            + version
            + ", this release of Pq knows up to "
            + latest()
            + ": use a newer release; nothing was changed");
  }

  /** Applies what is missing above {@code version}, and checks what was applied before. */
  public void apply(Connection connection, int version, long nowMillis) throws SQLException {
    if (version > 0) {
      check(connection);
    }
    for (int next = version + 1; next <= latest(); next++) {
      String script = read(files.get(next - 1));
      for (String sql : statements(script)) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(sql);
        }
      }
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO pq_schema (version, checksum, applied_at) VALUES (?, ?, ?)")) {
        insert.setInt(1, next);
        insert.setLong(2, checksum(script));
        insert.setLong(3, nowMillis);
        insert.executeUpdate();
      }
    }
  }

  private void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT version, checksum FROM pq_schema")) {
      while (row.next()) {
        int version = row.getInt(1);
        if (row.getLong(2) != checksum(read(files.get(version - 1)))) {
          throw new CorruptQueueException(
              "schema version "
                  + version
                  + " of this database was not made by a release of Pq: restore a backup, or export"
                  + " and import the items");
        }
      }
    }
  }

  private String read(String file) {
    try (InputStream in = home.getResourceAsStream("schema/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the resource schema/" + file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    for (String part : script.split(";\\s*\\n\\s*\\n|;\\s*$")) {
      if (!part.isBlank()) {
        statements.add(part.strip());
      }
    }
    return statements;
  }

  private static long checksum(String script) {
    CRC32C crc = new CRC32C();
    crc.update(script.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
