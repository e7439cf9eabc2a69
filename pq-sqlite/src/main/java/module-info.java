/** The default engine: one SQLite file, many processes. */
@org.jspecify.annotations.NullMarked
module atk.pq.sqlite {
  requires atk.pq;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires static org.jspecify;

  provides atk.pq.spi.EngineProvider with
      atk.pq.sqlite.SqliteEngineProvider;
}
