package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.net.Address;

/** What happens to a client. */
public sealed interface Event {
  /** The interface can send: it is up, and its link-local address is no longer tentative. */
  record LinkUp() implements Event {}

  record LinkDown() implements Event {}

  record Received(Message message, Address from) implements Event {}

  /** {@link State#wakeAt} has come. */
  record Due() implements Event {}

  /** Somebody doubts that what is held is still routed: ask the servers now. */
  record Probe() implements Event {}

  /**
   * Give back what is held, and stop. Only a person asks for it, never a restart: RFC 9096 section
   * 3.1, WPD-9.
   */
  record Release() implements Event {}
}
