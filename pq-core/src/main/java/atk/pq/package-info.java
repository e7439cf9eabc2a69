/**
 * What a program that uses Pq sees. Start at {@link atk.pq.PersistentQ#connect(String)}; describe
 * what you put with {@link atk.pq.NewItem} and settle what you got with {@link atk.pq.Claim}.
 */
package atk.pq;
