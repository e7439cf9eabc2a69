/**
 * The path of a call between the API and an engine. Start at {@link atk.pq.internal.EngineQ}; the
 * heart is {@link atk.pq.internal.CommitQueue}.
 */
package atk.pq.internal;
