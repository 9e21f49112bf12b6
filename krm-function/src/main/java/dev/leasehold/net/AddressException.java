package dev.leasehold.net;

/**
 * Text or arithmetic that gives no address; the message has the problem and what would be valid.
 */
public final class AddressException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public AddressException(String message) {
    super(message);
  }

  /** The text in quotes, cut where it could fill a screen: it may be anything. */
  static String quote(String text) {
    return "'" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "'";
  }
}
