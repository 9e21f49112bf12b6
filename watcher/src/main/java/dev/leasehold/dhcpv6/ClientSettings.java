package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.ConfiguredOption;
import dev.leasehold.dhcpv6.message.Duid;
import java.util.List;

/**
 * The identity of the client and its requests on one interface. It requests delegated prefixes
 * only.
 *
 * @param rapidCommit whether a server may answer a Solicit with a Reply (section 21.14)
 * @param options options that the user adds to every message
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
   * @param iaid 32 bits; constant as long as the same prefix is requested
   * @param requestedPrefixLength the length to request if no prefix was held before
   */
  public record IaRequest(long iaid, int requestedPrefixLength) {
    public IaRequest {
      require("iaid", iaid, 0, 0xffff_ffffL);
      require("requestedPrefixLength", requestedPrefixLength, 1, 128);
    }
  }

  /** The most IAs: one message contains all of them with their prefixes. */
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
