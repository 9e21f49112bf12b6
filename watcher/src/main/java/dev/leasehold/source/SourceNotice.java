package dev.leasehold.source;

/** What a source tells people, beside what it hears. */
public sealed interface SourceNotice {
  /** One plain sentence, without the name of the interface. */
  String text();

  /** A client begins; what it told before counts no longer. */
  record Started(String text) implements SourceNotice {}

  /**
   * A prefix is lent.
   *
   * @param prefixName of the DynamicPrefix
   * @param terms who lends it, and on which terms: equal ones need not be told again
   * @param again it was denied a moment ago, or something was wrong: tell it in any case
   * @param all whether everything that is asked for on that channel is lent now
   */
  record Lent(String prefixName, Object terms, boolean again, boolean all, String text)
      implements SourceNotice {}

  /**
   * Something is wrong, until {@link Lent#all}.
   *
   * @param prefixName which DynamicPrefix is lent nothing any more; empty: none
   */
  record Problem(String prefixName, String text) implements SourceNotice {}

  /** A step on the way to a prefix; the same step need not be told again until {@link Lent#all}. */
  record Progress(String text) implements SourceNotice {}

  /** Told each time. */
  record Remark(String text) implements SourceNotice {}

  /** Something that a person should look at; told once. */
  record Advice(String text) implements SourceNotice {}

  /** Something that only an edit of the configuration ends; told once. */
  record Misconfigured(String text) implements SourceNotice {}

  /** Which prefixes the interface has now; told when that changes. */
  record Present(String text) implements SourceNotice {}

  /** What is held cannot be saved, until {@link Saved}. */
  record NotSaved(String text) implements SourceNotice {}

  /** What is held is saved. */
  record Saved() implements SourceNotice {
    @Override
    public String text() {
      return "the delegations are saved again";
    }
  }
}
