package dev.leasehold.ra;

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
import dev.leasehold.wire.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts the frames of one interface to events, with the applicable checks of RFC 4862 section
 * 5.5.3.
 */
final class AdvertisementProcessing {
  private static final Logger log = LoggerFactory.getLogger(AdvertisementProcessing.class);
  private static final List<Prefix> NEVER_ANNOUNCED =
      List.of(Prefix.parse("fe80::/10"), Prefix.parse("ff00::/8"));

  private final Channel.Advertisements channel;
  private final Consumer<? super SourceEvent> events;
  private final Counters counters;

  AdvertisementProcessing(
      Channel.Advertisements channel, Consumer<? super SourceEvent> events, Counters counters) {
    this.channel = channel;
    this.events = events;
    this.counters = counters;
  }

  /** Converts a frame to an event, unless it is not a router advertisement. */
  void process(Instant at, LinkType link, Bytes bytes) {
    Parsed<SourceEvent> event =
        Frame.parse(link, bytes)
            .flatMap(frame ->
                RouterAdvertisement.parse(frame)
                    .flatMap(ra -> new Parsed.Accepted<>(heard(at, frame.source(), ra))));
    switch (event) {
      case Parsed.Accepted<SourceEvent>(SourceEvent heard) -> {
        counters.count("received_advertisement");
        events.accept(heard);
      }
      case Parsed.Rejected<SourceEvent>(Parsed.Reason reason, String detail) -> {
        if (reason != FrameRefusal.NOT_AN_ADVERTISEMENT) {
          counters.count("refused_" + reason.spelling());
          events.accept(new SourceEvent.Refused(at, channel, reason, detail));
        }
      }
    }
  }

  private SourceEvent heard(Instant at, Address router, RouterAdvertisement advertisement) {
    Observation observation =
        new Observation(
            at,
            new Origin.Advertised(channel.interfaceName(), router),
            announced(advertisement.options()),
            Duration.ofSeconds(advertisement.routerLifetime()));
    log.debug("{}: {} advertises {}", channel.interfaceName(), router, observation.prefixes());
    return new SourceEvent.Heard(observation);
  }

  /**
   * The announced prefixes, each once, in the order of their first option. If a prefix has several
   * options, the last one counts: RFC 4861 section 6.3.4 processes each option in turn, and each
   * resets the timers.
   */
  private static List<Announced> announced(List<NdpOption> options) {
    Map<Prefix, Announced> byPrefix = new LinkedHashMap<>();
    for (NdpOption option : options) {
      if (option instanceof PrefixInformation information && says(information)) {
        Prefix prefix = information.prefix();
        byPrefix.put(
            prefix,
            new Announced(
                prefix,
                Lifetime.ofSeconds(information.preferredLifetime()),
                Lifetime.ofSeconds(information.validLifetime())));
      }
    }
    return List.copyOf(byPrefix.values());
  }

  /**
   * Whether an option announces a prefix. RFC 4862 section 5.5.3: (b) no link-local prefix, (c)
   * preferred lifetime not greater than the valid lifetime; RFC 4861 section 4.6.2 excludes
   * multicast. Check (a), the A flag, is for hosts that create their own addresses; here L or A is
   * enough, because addresses are assigned in other ways. Without both flags the option "makes no
   * statement".
   */
  private static boolean says(PrefixInformation information) {
    Prefix prefix = information.prefix();
    return (information.onLink() || information.autonomous())
        && information.preferredLifetime() <= information.validLifetime()
        && NEVER_ANNOUNCED.stream().noneMatch(never -> never.contains(prefix));
  }
}
