package dev.leasehold.render.files;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.Kinds;
import dev.leasehold.setters.Setters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A file whose YAML is not read, although it may contain an object that is looked for.
 *
 * @param path relative to the package, {@code a/b.yaml}
 * @param mentions whether ASCII text is anywhere in it, in whatever encoding; never for a link
 */
public record UnreadFile(String path, Reason reason, Predicate<String> mentions) {
  /** The API groups of our kinds, and a field that only bindings have. */
  private static final List<String> OURS =
      List.of(
          Kinds.GROUP,
          Kinds.FIRST_GROUP,
          Kinds.CLAIM_GROUP,
          Kinds.EARLIER_CLAIM_GROUP,
          DynamicPrefixBinding.PREFIX_REF);

  /** Why it is not read. */
  public enum Reason {
    /** A link can lead out of the package and is not followed. */
    LINK("it is a link"),
    NOT_UTF8("it is not UTF-8; save it as UTF-8"),
    TOO_LARGE("it is larger than 4 MiB; split it"),
    /** A template by its name, which is not YAML yet. */
    TEMPLATE("it is a template");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** The reason, and what to do about it if anything, as the first part of a sentence. */
    public String text() {
      return text;
    }
  }

  /** A link. */
  public static UnreadFile link(String path) {
    return new UnreadFile(path, Reason.LINK, word -> false);
  }

  /**
   * The ASCII characters of bytes in UTF-8, Latin-1, UTF-16 or UTF-32, in their order, and others
   * between them: what the wider encodings add to ASCII is NUL.
   */
  public static String ascii(byte[] bytes, int length) {
    byte[] without = new byte[length];
    int kept = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        without[kept++] = bytes[i];
      }
    }
    return new String(without, 0, kept, StandardCharsets.ISO_8859_1);
  }

  /** Whether it is neither a link nor a template: a manifest that has to be corrected. */
  public boolean isUnreadable() {
    return reason == Reason.NOT_UTF8 || reason == Reason.TOO_LARGE;
  }

  /** Whether intent or leases may be in it. */
  public boolean mayHoldIntent() {
    return reason == Reason.LINK || OURS.stream().anyMatch(mentions);
  }

  /** Whether it is unreadable and seems to hold a document of ours. */
  public boolean mayHoldOurs() {
    return isUnreadable()
        && (says("apiVersion", Kinds.GROUP)
            || says("apiVersion", Kinds.FIRST_GROUP)
            || says("apiVersion", Kinds.CLAIM_GROUP)
            || says("apiVersion", Kinds.EARLIER_CLAIM_GROUP));
  }

  /**
   * Whether it is unreadable and seems to hold that object.
   *
   * @param name empty text for any
   */
  public boolean mayHold(String kind, String name) {
    return isUnreadable() && says("kind", kind) && says("name", name);
  }

  /** Whether it is a template that seems to make that object; its name may be composed. */
  public boolean mayMake(String kind, String name) {
    return reason == Reason.TEMPLATE && mentions.test(kind) && mentions.test(name);
  }

  /** As YAML or JSON. */
  private boolean says(String key, String value) {
    return Stream.of(": ", ": \"", ": '", "\": \"", "\":\"")
        .anyMatch(between -> mentions.test(key + between + value));
  }

  /** Whether a comment in it may name a setter. */
  public boolean maySet() {
    return mentions.test(Setters.COMMENT);
  }
}
