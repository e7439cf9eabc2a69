package atk.pq.internal.files;

/** Makes a name that no program mistakes for something else out of any name. */
public final class SafeName {
  private static final int MOST_CHARS = 100;
  private static final int MOST_EXTENSION_CHARS = 16;

  private SafeName() {}

  /** Letters, digits, {@code . _ -} of ASCII, not beginning with a dot or dash; never empty. */
  public static String of(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    if (plain.isEmpty() || plain.startsWith("-") || plain.startsWith(".")) {
      plain = "_" + plain;
    }
    if (plain.length() <= MOST_CHARS) {
      return plain;
    }
    int dot = plain.lastIndexOf('.');
    String extension = dot < plain.length() - MOST_EXTENSION_CHARS ? "" : plain.substring(dot);
    return plain.substring(0, MOST_CHARS - extension.length()) + extension;
  }
}
