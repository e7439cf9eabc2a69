/**
 * Consumers and managers that run by themselves. Start at {@link atk.pq.PersistentQ#worker}; {@link
 * atk.pq.worker.ManagerLoop} sweeps for ever.
 */
package atk.pq.worker;
