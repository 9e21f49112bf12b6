package dev.leasehold.krm;

/**
 * Something in a document that cannot be used, with its place. It ends the reading of that
 * document; the reader of a whole package turns it into a {@link Finding}.
 */
public final class FieldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Place place;
  private final String problem;

  /** {@code message} is one sentence: the problem and how to correct it. */
  public FieldException(Place place, String message) {
    super(Finding.error(place, message).toString());
    this.place = place;
    this.problem = message;
  }

  public Place place() {
    return place;
  }

  /** As an error among the results. */
  public Finding finding() {
    return Finding.error(place, problem);
  }
}
