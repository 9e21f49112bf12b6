package dev.leasehold.log;

import dev.leasehold.text.Printable;

/** Ends a command with exit code 1; the message is all that its user sees. */
public final class CorrectableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorrectableException(String message) {
    super(Printable.text(message));
  }
}
