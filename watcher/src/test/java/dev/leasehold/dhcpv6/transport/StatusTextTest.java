package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.dhcpv6.Client;
import dev.leasehold.dhcpv6.ClientSettings;
import dev.leasehold.dhcpv6.Event;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StatusTextTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final Client client =
      new Client(
          new ClientSettings(
              DuidFile.parse("00:03:00:01:02:00:5e:10:00:01"),
              List.of(new NamedIa("home-ipv6", 7, 56).request())),
          new Random(1));

  /** RFC 9915 section 15: the sixth is sent about half a minute after the first. */
  @Test
  void saysHowLongASolicitIsWaitedFor() {
    State state = client.step(client.start(Optional.empty()), new Event.LinkUp(), START).state();
    assertEquals("holds no prefix; next Solicit in 0 s", StatusText.of(state, START));
    Instant now = START;
    for (int i = 0; i < 6; i++) {
      now = state.wakeAt().orElseThrow();
      state = client.step(state, new Event.Due(), now).state();
    }
    assertEquals("holds no prefix; next Solicit in 31 s (sent 6)", StatusText.of(state, now));
  }

  @Test
  void saysNothingOfMessagesWhileTheLinkIsDown() {
    assertEquals("holds no prefix", StatusText.of(client.start(Optional.empty()), START));
  }
}
