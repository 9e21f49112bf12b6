package dev.leasehold.web;

import dev.leasehold.source.Channel;
import dev.leasehold.source.Origin;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;

/** Texts that several pages share. */
final class PageWords {
  /** The source in the spelling of leases. */
  static String source(Channel channel) {
    return switch (channel) {
      case Channel.Advertisements _ -> Origin.Advertised.SOURCE;
      case Channel.Delegation _ -> Origin.Delegated.SOURCE;
      case Channel.Addresses _ -> Origin.Configured.SOURCE;
      case Channel.PublicAddresses _ -> "router";
      case Channel.RouterPrefixes _ -> "router-prefix"; // a router may serve both channels
    };
  }

  /** The time until an instant, in its two largest units: {@code 3 h 20 min}. */
  static String until(Instant now, Instant then) {
    Duration left = Duration.between(now, then);
    if (left.compareTo(Lifetime.FOREVER.dividedBy(2)) > 0) {
      return "ever";
    }
    if (left.toDays() > 0) {
      return left.toDays() + " d " + left.toHoursPart() + " h";
    }
    if (left.toHours() > 0) {
      return left.toHours() + " h " + left.toMinutesPart() + " min";
    }
    return left.toMinutes() > 0
        ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
        : left.toSeconds() + " s";
  }

  private PageWords() {}
}
