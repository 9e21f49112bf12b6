package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Parsed;

/** Why a datagram is discarded as a whole. */
public enum Refusal implements Parsed.Reason {
  /** Shorter than the message type and transaction id: 4 octets. */
  TOO_SHORT,
  /** Longer than a UDP datagram can be. */
  OVERSIZED,
  /** A message type that we do not know, or one of relay agents and servers among themselves. */
  MESSAGE_TYPE,
  /** An option that runs past the end of the message, or of the option that it stands in. */
  OPTION_LENGTH,
  /** More options than {@code OptionReader.MAX_OPTIONS}; our own bound. */
  TOO_MANY_OPTIONS,
  /** Options within options, deeper than {@code OptionReader.MAX_DEPTH}; our own bound. */
  NESTED_TOO_DEEP,
  /** Two Client or Server Identifiers: section 21 has them once, and which one would count? */
  DUPLICATE
}
