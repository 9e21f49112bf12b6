package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.ConfiguredOption;
import dev.leasehold.dhcpv6.message.Duid;
import java.util.List;

/**
 * Who the client is, and what it asks for on one interface: nothing but delegated prefixes.
 *
 * @param rapidCommit whether a Solicit may be answered by a Reply (section 21.14)
 * @param options that every message has besides ours
 */
public record ClientSettings(
    Duid duid, List<IaRequest> ias, boolean rapidCommit, List<ConfiguredOption> options) {
  /** Settings with Rapid Commit and without options. */
  public ClientSettings(Duid duid, List<IaRequest> ias) {
    this(duid, ias, true, List.of());
  }

  /**
   * One IA_PD.
   *
   * @param iaid 32 bits; the same for as long as the same prefix is wanted
   * @param requestedPrefixLength what is asked for where no prefix was held before
   */
  public record IaRequest(long iaid, int requestedPrefixLength) {
    public IaRequest {
      require("iaid", iaid, 0, 0xffff_ffffL);
      require("requestedPrefixLength", requestedPrefixLength, 1, 128);
    }
  }

  /** One message contains all of them, each with its prefixes. */
  private static final int MOST_IAS = 64;

  public ClientSettings {
    ias = List.copyOf(ias);
    options = List.copyOf(options);
    require("the number of IAs", ias.size(), 1, MOST_IAS);
    if (ias.stream().map(IaRequest::iaid).distinct().count() < ias.size()) {
      throw new IllegalArgumentException("duplicate IAID: " + ias);
    }
  }

  private static void require(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " " + value + " is not within " + min + " to " + max);
    }
  }
}
