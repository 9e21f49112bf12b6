package dev.leasehold.wire;

import java.util.Optional;

/** The header before the IP header in a captured frame, by the link types of libpcap. */
public enum LinkType {
  /** Ethernet II: two addresses and a type. */
  ETHERNET(14, 12),
  /** Linux "cooked" (SLL), which libpcap uses for PPP. */
  LINUX_COOKED(16, 14),
  /** No header, as on tunnels. */
  RAW_IP(0, -1);

  private final int headerLength;
  private final int protocolAt;

  LinkType(int headerLength, int protocolAt) {
    this.headerLength = headerLength;
    this.protocolAt = protocolAt;
  }

  /**
   * The link type of a number: the LINKTYPE of a file or the DLT of a live capture, which differ
   * only for raw IP.
   */
  public static Optional<LinkType> of(int number) {
    return switch (number) {
      case 1 -> Optional.of(ETHERNET);
      case 113 -> Optional.of(LINUX_COOKED);
      case 12, 101, 229 -> Optional.of(RAW_IP);
      default -> Optional.empty();
    };
  }

  /** The length of the link header in octets. */
  public int headerLength() {
    return headerLength;
  }

  /** The offset of the EtherType; negative if there is none. */
  public int protocolAt() {
    return protocolAt;
  }
}
