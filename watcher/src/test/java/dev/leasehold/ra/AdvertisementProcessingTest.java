package dev.leasehold.ra;

import static dev.leasehold.ra.RaFrames.prefix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import dev.leasehold.wire.LinkType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The applicable checks of RFC 4862 section 5.5.3. */
class AdvertisementProcessingTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final Bytes MAC = RaFrames.hex("020000000a01");

  private static final Channel.Advertisements CHANNEL = new Channel.Advertisements("eth0");

  private final List<SourceEvent> events = new ArrayList<>();
  private final AdvertisementProcessing processing =
      new AdvertisementProcessing(CHANNEL, events::add, new Counters());

  @Test
  void reportsRouterPrefixesAndTime() {
    assertEquals(
        new Observation(
            AT,
            new Origin.Advertised("eth0", Address.parse("fe80::1")),
            List.of(announced("2001:db8:1::/64", 1800, 3600)),
            Duration.ofMinutes(30)),
        observe(prefix("2001:db8:1::/64", 1800, 3600)));
  }

  @Test
  void keepsTheOrderOfTheAdvertisement() {
    assertEquals(
        List.of(
            announced("2001:db8:b::/64", 0, 60),
            announced("2001:db8:a::/64", 30, 60),
            announced("2001:db8:a::/56", 30, 60)),
        observe(
                prefix("2001:db8:b::/64", 0, 60),
                new Mtu(0, 1500),
                prefix("2001:db8:a::/64", 30, 60),
                prefix("2001:db8:a::/56", 30, 60))
            .prefixes());
  }

  @Test
  void reportsAnAdvertisementWithoutPrefixes() {
    assertEquals(List.of(), observe(new Mtu(0, 1500)).prefixes());
  }

  @Test
  void mapsInfinityToForever() {
    assertEquals(
        List.of(new Announced(Prefix.parse("2001:db8::/64"), Lifetime.FOREVER, Lifetime.FOREVER)),
        observe(prefix("2001:db8::/64", 0xffff_ffffL, 0xffff_ffffL)).prefixes());
  }

  @Test
  void reportsWithdrawnPrefixes() {
    assertEquals(
        List.of(announced("2001:db8::/64", 0, 0)),
        observe(prefix("2001:db8::/64", 0, 0)).prefixes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::/64", "fe80::/10", "febf::/64", "ff02::/16", "ff00::/8"})
  void ignoresLinkLocalAndMulticastPrefixes(String ignored) {
    assertEquals(
        List.of(announced("2001:db8::/64", 1, 2)),
        observe(prefix(ignored, 1, 2), prefix("2001:db8::/64", 1, 2)).prefixes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fd00:88::/64", "2001:db8::/64", "3fff::/64", "fec0::/64", "::/0"})
  void reportsAllOtherPrefixes(String passed) {
    assertEquals(List.of(announced(passed, 1, 2)), observe(prefix(passed, 1, 2)).prefixes());
  }

  @Test
  void ignoresAPreferredLifetimeGreaterThanTheValidOne() {
    assertEquals(List.of(), observe(prefix("2001:db8::/64", 61, 60)).prefixes());
    assertEquals(List.of(), observe(prefix("2001:db8::/64", 0xffff_ffffL, 60)).prefixes());
  }

  @Test
  void acceptsAnOnLinkOrAutonomousPrefix() {
    assertEquals(1, observe(flags(true, false)).prefixes().size());
    assertEquals(1, observe(flags(false, true)).prefixes().size());
    assertEquals(0, observe(flags(false, false)).prefixes().size());
  }

  @Test
  void masksHostBits() {
    assertEquals(
        List.of(announced("2001:db8::/60", 1, 2)),
        observe(prefix("2001:db8::5/60", 1, 2)).prefixes());
  }

  @Test
  void usesTheLastOptionOfAPrefix() {
    assertEquals(
        List.of(announced("2001:db8::/64", 0, 60), announced("2001:db8:1::/64", 30, 60)),
        observe(
                prefix("2001:db8::/64", 30, 60),
                prefix("2001:db8:1::/64", 30, 60),
                prefix("2001:db8::7/64", 0, 60))
            .prefixes());
  }

  @Test
  void keepsAnEarlierOptionIfTheLaterOneIsIgnored() {
    assertEquals(
        List.of(announced("2001:db8::/64", 30, 60)),
        observe(prefix("2001:db8::/64", 30, 60), prefix("2001:db8::/64", 61, 60)).prefixes());
  }

  @Test
  void reportsDiscardedFramesWithTheirReason() {
    Frame sent = RaFrames.advertisement().write(RaFrames.ROUTER, RaFrames.ALL_NODES);
    Frame forwarded = new Frame(sent.source(), sent.destination(), 64, sent.icmp());
    processing.process(AT, LinkType.ETHERNET, forwarded.ethernet(MAC));
    assertEquals(
        List.of(
            new SourceEvent.Refused(
                AT, CHANNEL, FrameRefusal.HOP_LIMIT, "hop limit 64 from fe80::1")),
        events);
  }

  @Test
  void ignoresOtherTraffic() {
    Frame solicitation =
        RouterSolicitation.from(RaFrames.ROUTER, MAC)
            .write(RaFrames.ROUTER, RouterSolicitation.ALL_ROUTERS);
    processing.process(AT, LinkType.ETHERNET, solicitation.ethernet(MAC));
    assertEquals(List.of(), events);
  }

  private Observation observe(NdpOption... options) {
    events.clear();
    processing.process(
        AT,
        LinkType.ETHERNET,
        RaFrames.advertisement(options).write(RaFrames.ROUTER, RaFrames.ALL_NODES).ethernet(MAC));
    return assertInstanceOf(SourceEvent.Heard.class, events.getFirst()).observation();
  }

  private static PrefixInformation flags(boolean onLink, boolean autonomous) {
    return new PrefixInformation(64, onLink, autonomous, 0, 60, 30, 0, Address.parse("2001:db8::"));
  }

  private static Announced announced(String prefix, long preferred, long valid) {
    return new Announced(
        Prefix.parse(prefix), Duration.ofSeconds(preferred), Duration.ofSeconds(valid));
  }
}
