package dev.leasehold.files;

/** A package is too large. */
public final class TooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  TooLargeException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** The limit, the first file beyond it, and what to do. */
  public String reason() {
    return reason;
  }
}
