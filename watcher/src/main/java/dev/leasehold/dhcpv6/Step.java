package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.Message;
import java.util.List;

/**
 * What an event leads to.
 *
 * @param send to all servers, in this order
 */
public record Step(State state, List<Message> send, List<Notice> notices) {
  public Step {
    send = List.copyOf(send);
    notices = List.copyOf(notices);
  }
}
