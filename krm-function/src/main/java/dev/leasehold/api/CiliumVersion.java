package dev.leasehold.api;

import dev.leasehold.crd.CrdFacts;
import dev.leasehold.krm.Field;
import java.util.Optional;

/**
 * A minor version of Cilium 1, which decides in which API version each of its kinds is written.
 *
 * <p>{@link CrdFacts} has them from the CRDs of each release. Pools, CIDR groups and the second BGP
 * control plane are {@code v2} from 1.18 on, where {@code v2alpha1} is deprecated; L2 announcement
 * policies were never anything but {@code v2alpha1}; the first BGP control plane's policy is gone
 * in 1.19.
 */
public record CiliumVersion(int minor) implements Comparable<CiliumVersion> {
  private static final int OLDEST = 16;
  private static final String GROUP = "cilium.io/";
  private static final String V2 = GROUP + "v2";
  private static final String V2ALPHA1 = GROUP + "v2alpha1";

  /** The newest that is known here: what is meant where nobody says. */
  public static final CiliumVersion NEWEST = new CiliumVersion(21);

  /**
   * Reads {@code 1.18}, or a release of it, {@code 1.18.3} or {@code v1.18.3}.
   *
   * @throws dev.leasehold.krm.FieldException for anything else, or a version that is not known here
   */
  static CiliumVersion read(Field field) {
    String text = field.text();
    return of(text)
        .orElseThrow(() ->
            field.error("unsupported version '" + text + "'; write " + known() + ", in quotes"));
  }

  /** The version that a text as {@code 1.18}, {@code 1.18.3} or {@code v1.18.3} names. */
  public static Optional<CiliumVersion> of(String text) {
    String version = text.startsWith("v") ? text.substring(1) : text;
    for (int minor = OLDEST; minor <= NEWEST.minor; minor++) {
      String release = "1." + minor;
      if (version.equals(release) || version.startsWith(release + ".")) {
        return Optional.of(new CiliumVersion(minor));
      }
    }
    return Optional.empty();
  }

  /** The versions that are known here, for people. */
  public static String known() {
    return "\"1." + OLDEST + "\" to \"" + NEWEST + "\"";
  }

  /** The API version to write that kind in; empty for a kind that this version does not serve. */
  public Optional<String> apiVersion(String kind) {
    if (!CrdFacts.isKnown(kind) || isServed(kind, V2)) {
      return Optional.of(V2);
    }
    return isServed(kind, V2ALPHA1) ? Optional.of(V2ALPHA1) : Optional.empty();
  }

  /** Whether this version serves that kind in that API version. */
  public boolean isServed(String kind, String apiVersion) {
    return apiVersion.startsWith(GROUP)
        && CrdFacts.isServed(minor, kind, apiVersion.substring(GROUP.length()));
  }

  @Override
  public int compareTo(CiliumVersion other) {
    return Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return "1." + minor;
  }
}
