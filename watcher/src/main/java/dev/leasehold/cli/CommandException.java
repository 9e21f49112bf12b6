package dev.leasehold.cli;

import dev.leasehold.text.Printable;

/** Ends a command with exit code 1; the message is all that its user sees. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(Printable.text(message));
  }
}
