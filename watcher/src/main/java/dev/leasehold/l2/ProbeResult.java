package dev.leasehold.l2;

import dev.leasehold.net.Address;

/**
 * What an attempt to reach an address of a Service found.
 *
 * @param finding what answered
 */
public record ProbeResult(AnnouncedService service, Address address, Finding finding) {
  /** What answered. */
  public enum Finding {
    /** A TCP connection was accepted. */
    CONNECTED,
    /** No TCP connection, but something answered: a refusal, or ARP or NDP on the link. */
    ON_LINK,
    /** Nothing answers for the address on the link of this machine. */
    SILENT,
    /** No answer, and the address is not on a link of this machine, so nothing is known. */
    NO_ANSWER
  }

  /**
   * Whether clients reach the Service, as far as this machine knows. A Service without a TCP port
   * is reachable if something answers for its address on the link.
   */
  public boolean isReachable() {
    return switch (finding) {
      case CONNECTED -> true;
      case ON_LINK -> service.tcpPorts().isEmpty();
      case SILENT, NO_ANSWER -> false;
    };
  }

  /** {@code shop/web 192.0.2.10: nothing answers on the link}. */
  @Override
  public String toString() {
    return service
        + " "
        + address
        + ": "
        + switch (finding) {
          case CONNECTED -> "answers";
          case ON_LINK -> "answers on the link, but no port does";
          case SILENT -> "nothing answers on the link";
          case NO_ANSWER -> "no answer, and it is not on a link of this machine";
        };
  }
}
