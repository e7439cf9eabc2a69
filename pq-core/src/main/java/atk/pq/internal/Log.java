package atk.pq.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What Pq has to say that is nobody's answer. */
public final class Log {
  private static final Logger LOGGER = System.getLogger("atk.pq");

  private Log() {}

  public static void warn(String message, Throwable cause) {
    LOGGER.log(Level.WARNING, message, cause);
  }

  public static void warn(String message) {
    LOGGER.log(Level.WARNING, message);
  }

  public static void debug(String message) {
    LOGGER.log(Level.DEBUG, message);
  }
}
