package atk.pq.cli.session;

import atk.pq.InvalidRequestException;
import atk.pq.Status;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a state in any case. */
public final class StatusConverter implements ITypeConverter<Status> {
  @Override
  public Status convert(String text) {
    try {
      return Status.parse(text);
    } catch (InvalidRequestException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
