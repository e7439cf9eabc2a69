/**
 * The seam between Pq and a database: implement {@link atk.pq.spi.Engine} and announce it as an
 * {@link atk.pq.spi.EngineProvider}. The contract tests of {@code pq-testkit} say when it is right.
 */
package atk.pq.spi;
