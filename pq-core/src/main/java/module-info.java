/**
 * Pq, a persistent queue: producers put items, consumers get them, nothing is lost. Start at {@link
 * atk.pq.PersistentQ}.
 */
@org.jspecify.annotations.NullMarked
module atk.pq {
  requires transitive java.sql;
  requires static transitive org.jspecify;

  exports atk.pq;
  exports atk.pq.jdbc;
  exports atk.pq.files;
  exports atk.pq.worker;
  exports atk.pq.spi;
  exports atk.pq.internal to
      atk.pq.sqlite,
      atk.pq.postgresql,
      atk.pq.testkit;

  uses atk.pq.spi.EngineProvider;
}
