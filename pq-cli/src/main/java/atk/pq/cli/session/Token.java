package atk.pq.cli.session;

import java.util.HexFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The token of a claim as 16 hexadecimal digits: JSON's numbers do not hold 64 bits. */
public final class Token implements ITypeConverter<Long> {
  public static String format(long token) {
    return HexFormat.of().toHexDigits(token);
  }

  @Override
  public Long convert(String text) {
    if (text.length() != 16) {
      throw malformed(text);
    }
    try {
      return HexFormat.fromHexDigitsToLong(text);
    } catch (IllegalArgumentException e) {
      throw malformed(text);
    }
  }

  private static TypeConversionException malformed(String text) {
    return new TypeConversionException(
        "\""
            + text
            + "\" is no token; it is the 16 hexadecimal digits that pq get -o json printed");
  }
}
