package dev.leasehold.api;

import java.util.Comparator;

/**
 * What names something that Git asks for, and what is held for it. A package in which two of them
 * have one name is not rendered, so that the name alone is enough for people.
 */
public record SubjectId(Kind kind, String name) implements Comparable<SubjectId> {
  private static final Comparator<SubjectId> ORDER =
      Comparator.comparing(SubjectId::kind).thenComparing(SubjectId::name);

  /** What is asked for. */
  public enum Kind {
    /** An IPv6 prefix. */
    PREFIX(Kinds.DYNAMIC_PREFIX, Kinds.PREFIX_LEASE, "Prefix"),
    /** A public IPv4 address. */
    PUBLIC_IP(Kinds.PUBLIC_IP_CLAIM, Kinds.PUBLIC_IP_LEASE, "Claim");

    private final String intent;
    private final String lease;
    private final String trailer;

    Kind(String intent, String lease, String trailer) {
      this.intent = intent;
      this.lease = lease;
      this.trailer = trailer;
    }

    /** The {@code kind} of the document that asks for it. */
    public String intent() {
      return intent;
    }

    /** The {@code kind} of the document that says what is held. */
    public String lease() {
      return lease;
    }

    /** What follows {@code Leasehold-} in the trailer of a commit that names it. */
    public String trailer() {
      return trailer;
    }
  }

  /** A DynamicPrefix, and its lease. */
  public static SubjectId prefix(String name) {
    return new SubjectId(Kind.PREFIX, name);
  }

  /** A PublicIPClaim, and its lease. */
  public static SubjectId publicIp(String name) {
    return new SubjectId(Kind.PUBLIC_IP, name);
  }

  @Override
  public int compareTo(SubjectId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name;
  }
}
