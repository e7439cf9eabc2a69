package atk.pq.sqlite;

import atk.pq.PqConfig;
import atk.pq.internal.Migrations;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Makes and upgrades the tables. */
final class SqliteSchema {
  /** The versions, in order. */
  static final List<String> VERSIONS = List.of("V001__queue.sql");

  private final Migrations migrations;
  private final PqConfig config;

  SqliteSchema(PqConfig config) {
    this(config, VERSIONS);
  }

  SqliteSchema(PqConfig config, List<String> versions) {
    this.config = config;
    this.migrations = new Migrations(SqliteSchema.class, versions);
  }

  /** Refuses a database that a newer release wrote. */
  void checkVersion(int version) {
    if (version > migrations.latest()) {
      throw migrations.newer(version);
    }
  }

  /** Fills a new, empty file. */
  void create(Path file) throws SQLException {
    try (Statements writer = new SqliteConnections(file, config).openWriter()) {
      writer.pragma("PRAGMA application_id = " + SqliteFile.APPLICATION_ID);
      upgrade(writer);
    }
  }

  /** Brings the tables up to date in one transaction; does nothing where they are. */
  void upgrade(Statements writer) throws SQLException {
    if (versionOf(writer) == migrations.latest()) {
      return;
    }
    writer.run(SqliteSql.BEGIN);
    try {
      int version = versionOf(writer);
      migrations.apply(writer.connection(), version, config.clock().millis());
      if (!config.shareDatabase()) {
        writer.pragma("PRAGMA user_version = " + migrations.latest());
      }
      writer.run(SqliteSql.COMMIT);
    } catch (SQLException | RuntimeException e) {
      writer.rollBack();
      throw e;
    }
  }

  private int versionOf(Statements writer) throws SQLException {
    boolean hasTable = writer.number(SqliteSql.HAS_SCHEMA, 0) > 0;
    return migrations.versionOf(writer.connection(), hasTable);
  }
}
