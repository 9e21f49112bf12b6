package dev.leasehold.log;

import dev.leasehold.text.Printable;

/**
 * A failure that the user can correct. It ends a command with exit code 1, and the user sees only
 * the message.
 */
public final class CorrectableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorrectableException(String message) {
    super(Printable.text(message));
  }
}
