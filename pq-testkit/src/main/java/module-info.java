/**
 * What an engine must do, as tests: the contract, an engine in memory, a model of the state
 * diagram, a settable clock. Start at {@link atk.pq.testkit.EngineContract}.
 */
@org.jspecify.annotations.NullMarked
module atk.pq.testkit {
  requires transitive atk.pq;
  requires transitive org.junit.jupiter.api;
  requires org.junit.jupiter.params;
  requires java.sql;
  requires org.assertj.core;
  requires static transitive org.jspecify;

  exports atk.pq.testkit;

  opens atk.pq.testkit;
}
