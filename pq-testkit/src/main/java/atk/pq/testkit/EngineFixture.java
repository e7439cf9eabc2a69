package atk.pq.testkit;

import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import java.time.Duration;

/**
 * One empty store for one test, and what a test may do to it from outside. An engine brings one of
 * these to be put under the contract; see {@link EngineContract}.
 */
public interface EngineFixture extends AutoCloseable {
  /**
   * Begins a configuration that names this store (the same one at each call) and, for an engine
   * that takes its time from {@link PqConfig#clock()}, a clock that {@link #advance} moves.
   */
  PqConfig.Builder config();

  /**
   * Opens the store. Opened twice it is used as by two processes; opened after {@link Engine#close}
   * it is as it was left.
   */
  Engine open(PqConfig config);

  /**
   * Lets at least this much time pass (a negative span: puts the clock back), as the store sees it.
   * An engine whose time is a server's may shift the stored times instead; {@link ModelBasedTest}
   * alone needs {@code now()} itself to move. Time need not stand still: "not yet" is asked for
   * minutes before the time.
   */
  void advance(Duration span);

  /** Changes the stored payload of an item so that it no longer matches its checksum. */
  void damage(long id);

  /** Marks the store as written by a later release of Pq. */
  void pretendNewerRelease();

  /** Removes the store. Engines that are still open are closed by the test before. */
  @Override
  void close();
}
