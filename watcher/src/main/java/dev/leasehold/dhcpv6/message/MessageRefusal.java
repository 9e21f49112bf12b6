package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Parsed;

/** The reason for discarding a whole datagram. */
public enum MessageRefusal implements Parsed.Reason {
  /** Shorter than the message type and transaction id: 4 octets. */
  TOO_SHORT("too_short"),
  /** Longer than a UDP datagram can be. */
  OVERSIZED("oversized"),
  /** An unknown message type, or one between relay agents and servers. */
  MESSAGE_TYPE("message_type"),
  /** An option that exceeds its message or the option that contains it. */
  OPTION_LENGTH("option_length"),
  /** More options than {@code OptionReader.MAX_OPTIONS}, a limit of this client. */
  TOO_MANY_OPTIONS("too_many_options"),
  /** Options nested deeper than {@code OptionReader.MAX_DEPTH}, a limit of this client. */
  NESTED_TOO_DEEP("nested_too_deep"),
  /** Two Client or two Server Identifiers; section 21 permits one. */
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
