/**
 * For those who build an engine or test against a queue: extend {@link
 * atk.pq.testkit.EngineContract} for an engine, use {@link atk.pq.testkit.SettableClock} to let
 * time pass.
 */
package atk.pq.testkit;
