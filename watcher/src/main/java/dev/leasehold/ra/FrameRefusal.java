package dev.leasehold.ra;

import dev.leasehold.wire.Parsed;

/**
 * The reason for discarding a frame: the validity checks of RFC 4861 section 6.1.2 in order, and
 * the limits of this program.
 */
public enum FrameRefusal implements Parsed.Reason {
  /** Another packet: not IPv6, no ICMPv6 directly after the header, or another ICMPv6 type. */
  NOT_AN_ADVERTISEMENT("not_an_advertisement"),
  /** The frame ends before the packet does. */
  TRUNCATED("truncated"),
  /** "IP Source Address is a link-local address." */
  SOURCE_NOT_LINK_LOCAL("source_not_link_local"),
  /** "The IP Hop Limit field has a value of 255": a smaller value means a forwarded packet. */
  HOP_LIMIT("hop_limit"),
  /** "ICMP Checksum is valid." */
  CHECKSUM("checksum"),
  /** "ICMP Code is 0." */
  CODE("code"),
  /** "ICMP length (derived from the IP length) is 16 or more octets"; 8 for a solicitation. */
  LENGTH("length"),
  /**
   * "All included options have a length that is greater than zero", and no option exceeds the
   * packet.
   */
  OPTION_LENGTH("option_length"),
  /** More options than {@code NdpOption.MAX_OPTIONS}, a limit of this program. */
  TOO_MANY_OPTIONS("too_many_options");

  private final String spelling;

  FrameRefusal(String spelling) {
    this.spelling = spelling;
  }

  @Override
  public String spelling() {
    return spelling;
  }
}
