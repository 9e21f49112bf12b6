package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Parsed;

/** Why a datagram is discarded as a whole. */
public enum MessageRefusal implements Parsed.Reason {
  /** Shorter than the message type and transaction id: 4 octets. */
  TOO_SHORT("too_short"),
  /** Longer than a UDP datagram can be. */
  OVERSIZED("oversized"),
  /** A message type that we do not know, or one of relay agents and servers among themselves. */
  MESSAGE_TYPE("message_type"),
  /** An option that runs past the end of the message, or of the option that contains it. */
  OPTION_LENGTH("option_length"),
  /** More options than {@code OptionReader.MAX_OPTIONS}; our own bound. */
  TOO_MANY_OPTIONS("too_many_options"),
  /** Options within options, deeper than {@code OptionReader.MAX_DEPTH}; our own bound. */
  NESTED_TOO_DEEP("nested_too_deep"),
  /** Two Client or Server Identifiers: section 21 has them once, and which one would count? */
  DUPLICATE("duplicate");

  private final String spelling;

  MessageRefusal(String spelling) {
    this.spelling = spelling;
  }

  @Override
  public String spelling() {
    return spelling;
  }
}
