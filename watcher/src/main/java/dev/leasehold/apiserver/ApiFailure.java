package dev.leasehold.apiserver;

import dev.leasehold.text.Printable;

/** A request that did not succeed: what, at which server, and what to do; without credentials. */
public final class ApiFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CHARACTERS = 600;

  /** What it means for the caller. */
  public enum Kind {
    /** The version that a watch or a list would go on from is too old: list again. */
    GONE,
    /** There is no such object or kind. */
    NOT_FOUND,
    /** The object has changed since it was read. */
    CONFLICT,
    /** A person has to act: credentials, rights, certificates. */
    REFUSED,
    /** The server or the connection has trouble, which may pass. */
    UNAVAILABLE
  }

  private final Kind kind;

  ApiFailure(Kind kind, String message) {
    super(Printable.start(Printable.line(message), MOST_CHARACTERS));
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
