package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.dhcpv6.Binding;
import dev.leasehold.dhcpv6.Binding.Ia;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.Client;
import dev.leasehold.dhcpv6.ClientSettings;
import dev.leasehold.dhcpv6.Event;
import dev.leasehold.dhcpv6.ReconfigureKey;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LeaseTextTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final Client client =
      new Client(
          new ClientSettings(
              DuidFile.parse("00:03:00:01:02:00:5e:10:00:01"),
              List.of(new NamedIa("home-ipv6", 7, 56).request())),
          new Random(1));

  /** RFC 9915 section 15: the sixth is sent about half a minute after the first. */
  @Test
  void showsTheTimeOfTheNextSolicit() {
    State state = client.step(client.start(Optional.empty()), new Event.LinkUp(), START).state();
    assertEquals("holds no prefix; next Solicit in 0 s", LeaseText.of(state, START));
    Instant now = START;
    for (int i = 0; i < 6; i++) {
      now = state.wakeAt().orElseThrow();
      state = client.step(state, new Event.Due(), now).state();
    }
    assertEquals("holds no prefix; next Solicit in 31 s (sent 6)", LeaseText.of(state, now));
  }

  @Test
  void showsNoNextMessageWhileTheLinkIsDown() {
    assertEquals("holds no prefix", LeaseText.of(client.start(Optional.empty()), START));
  }

  @Test
  void showsThePrefixesAndTheirRenewal() {
    assertEquals(
        "server 00:03:00:01:02:00:5e:10:00:02; 2001:db8:a::/56 is preferred for 500 s, valid for"
            + " 800 s; renewal in 200 s, rebinding in 380 s",
        LeaseText.of(holding(300, 480, 600, 900), START));
  }

  @Test
  void showsInfiniteLifetimes() {
    long ever = Lifetime.INFINITY;
    assertEquals(
        "server 00:03:00:01:02:00:5e:10:00:02; 2001:db8:a::/56 is preferred for ever, valid for"
            + " ever; renewal never, rebinding never",
        LeaseText.of(holding(ever, ever, ever, ever), START));
  }

  /** Since 100 s. */
  private State holding(long t1, long t2, long preferred, long valid) {
    Instant received = START.minusSeconds(100);
    Prefix prefix = Prefix.parse("2001:db8:a::/56");
    Ia ia =
        new Ia(7, t1, t2, received, List.of(new LeasedPrefix(prefix, preferred, valid, received)));
    Binding held =
        new Binding(
            DuidFile.parse("00:03:00:01:02:00:5e:10:00:02"), List.of(ia), ReconfigureKey.NONE);
    return client.start(Optional.of(held));
  }
}
