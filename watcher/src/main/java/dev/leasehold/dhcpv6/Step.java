package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.Message;
import java.util.List;

/**
 * The result of an event.
 *
 * @param state the new state
 * @param send the messages to all servers, in order
 * @param notices the reports, in order
 */
public record Step(State state, List<Message> send, List<Notice> notices) {
  public Step {
    send = List.copyOf(send);
    notices = List.copyOf(notices);
  }
}
