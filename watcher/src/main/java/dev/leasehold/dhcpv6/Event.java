package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.net.Address;

/** An event for a client. */
public sealed interface Event {
  /** The interface can send: it is up, and its link-local address is no longer tentative. */
  record LinkUp() implements Event {}

  record LinkDown() implements Event {}

  record Received(Message message, Address from) implements Event {}

  /** {@link State#wakeAt} has come. */
  record Due() implements Event {}

  /** A check is requested: ask the servers now whether the held prefixes are still delegated. */
  record Probe() implements Event {}

  /**
   * Release the held prefixes and stop. Only a user requests this, never a restart (RFC 9096
   * section 3.1, WPD-9).
   */
  record Release() implements Event {}
}
