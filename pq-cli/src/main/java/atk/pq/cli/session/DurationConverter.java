package atk.pq.cli.session;

import atk.pq.Durations;
import atk.pq.InvalidRequestException;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads spans of time such as {@code 30s}. */
public final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return Durations.parse(text);
    } catch (InvalidRequestException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
