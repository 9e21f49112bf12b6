package dev.leasehold.source;

/** A notice of a source for people. */
public sealed interface SourceNotice {
  /** The notice as one sentence, without the name of the interface. */
  String text();

  /** A client starts. Earlier notices do not apply any more. */
  record Started(String text) implements SourceNotice {}

  /**
   * A prefix was delegated.
   *
   * @param prefixName the name of the DynamicPrefix
   * @param terms the server and the terms of the delegation; equal terms need not be reported again
   * @param again whether to report it in any case, because the prefix was denied before or a
   *     problem ended
   * @param all whether all requested prefixes of the channel are delegated now
   */
  record Lent(String prefixName, Object terms, boolean again, boolean all, String text)
      implements SourceNotice {}

  /**
   * A problem that lasts until {@link Lent#all}.
   *
   * @param prefixName the DynamicPrefix that lost its delegation; empty: none did
   */
  record Problem(String prefixName, String text) implements SourceNotice {}

  /** A step of an exchange. The same step need not be reported again until {@link Lent#all}. */
  record Progress(String text) implements SourceNotice {}

  /** A remark that is reported each time. */
  record Remark(String text) implements SourceNotice {}

  /** A hint for a person, reported once. */
  record Advice(String text) implements SourceNotice {}

  /** A configuration error, reported once. */
  record Misconfigured(String text) implements SourceNotice {}

  /** The current prefixes of the interface, reported after each change. */
  record Present(String text) implements SourceNotice {}

  /** The delegations cannot be saved. This lasts until {@link Saved}. */
  record NotSaved(String text) implements SourceNotice {}

  /** The delegations are saved. */
  record Saved() implements SourceNotice {
    @Override
    public String text() {
      return "the delegations are saved again";
    }
  }
}
