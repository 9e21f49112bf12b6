package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.Preference;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The offer of a server (RFC 9915 section 18.2.9).
 *
 * @param prefixes the offered prefixes by IAID; only IAs with at least one
 * @param asBefore the number of IAs with the prefix that they had before
 * @param largeEnough the number of IAs with a prefix as large as requested
 */
record Offer(
    Duid server, int preference, Map<Long, List<Prefix>> prefixes, int asBefore, int largeEnough) {
  /**
   * Orders offers by the number of IAs, then by the number of previous prefixes, then by
   * preference: "the client MAY choose a less preferred server if that server has a better set of
   * advertised parameters".
   */
  private static final Comparator<Offer> BEST_FIRST =
      Comparator.<Offer>comparingInt(offer -> offer.prefixes.size())
          .thenComparingInt(Offer::asBefore)
          .thenComparingInt(Offer::preference)
          .thenComparingInt(Offer::largeEnough)
          .reversed();

  /** The most offers to keep. */
  private static final int MOST = 8;

  Offer {
    prefixes = Map.copyOf(prefixes);
  }

  static Offer of(
      ClientSettings settings,
      Message advertise,
      IaAnswers answers,
      ClientState known,
      Duid server) {
    Map<Long, List<Prefix>> offered = new HashMap<>();
    int asBefore = 0;
    int largeEnough = 0;
    for (IaRequest ia : settings.ias()) {
      List<Prefix> prefixes =
          answers.of(ia.iaid()).granted().stream().map(LeasedPrefix::prefix).toList();
      if (!prefixes.isEmpty()) {
        offered.put(ia.iaid(), prefixes);
        asBefore += known.prior(ia.iaid()).filter(prefixes::contains).isPresent() ? 1 : 0;
        largeEnough +=
            prefixes.stream().anyMatch(p -> p.length() <= ia.requestedPrefixLength()) ? 1 : 0;
      }
    }
    int preference = advertise.option(Preference.class).map(Preference::value).orElse(0);
    return new Offer(server, preference, offered, asBefore, largeEnough);
  }

  boolean useful() {
    return !prefixes.isEmpty();
  }

  List<Prefix> prefixes(long iaid) {
    return prefixes.getOrDefault(iaid, List.of());
  }

  /** Adds this offer to others, sorted; it replaces an earlier offer of the same server. */
  List<Offer> among(List<Offer> others) {
    List<Offer> all = new ArrayList<>();
    for (Offer other : others) {
      if (!Validation.same(other.server, server)) {
        all.add(other);
      }
    }
    all.add(this);
    all.sort(BEST_FIRST); // stable: of two equal offers, the earlier one is first
    return List.copyOf(all.subList(0, Math.min(all.size(), MOST)));
  }
}
