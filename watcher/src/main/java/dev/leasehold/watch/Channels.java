package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.lease.Asked;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Origin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What to listen to, by what prefixes ask for. */
final class Channels {
  private record Client(String duid, SortedMap<String, DynamicPrefix.Delegation> asked) {}

  private Channels() {}

  /** Each once, no matter who asks for it. */
  static Set<Channel> of(List<DynamicPrefix> prefixes) {
    Set<Channel> channels = new LinkedHashSet<>();
    Map<String, Client> clients = new TreeMap<>();
    for (DynamicPrefix prefix : prefixes) {
      DynamicPrefix.Acquisition asked = prefix.acquisition();
      asked.routerAdvertisement().map(Channel.Advertisements::new).ifPresent(channels::add);
      asked.kernel().map(Channel.Addresses::new).ifPresent(channels::add);
      asked
          .dhcpv6()
          .ifPresent(d -> {
            String on = d.interfaceName();
            Client client = clients.computeIfAbsent(on, _ -> new Client(d.duid(), new TreeMap<>()));
            client.asked().put(prefix.name(), d);
          });
    }
    clients.forEach((on, c) -> channels.add(new Channel.Delegation(on, c.asked(), c.duid())));
    return channels;
  }

  /**
   * Those whose DUID is not the one that is used on their interface: one client has one DUID (RFC
   * 9915 section 11).
   */
  static List<DynamicPrefix> withOtherDuid(List<DynamicPrefix> prefixes) {
    Map<String, String> duids = new TreeMap<>();
    List<DynamicPrefix> others = new ArrayList<>();
    for (DynamicPrefix prefix : prefixes) {
      prefix
          .acquisition()
          .dhcpv6()
          .filter(d -> !duids.computeIfAbsent(d.interfaceName(), _ -> d.duid()).equals(d.duid()))
          .ifPresent(_ -> others.add(prefix));
    }
    return others;
  }

  /** Whether the prefix asks for what comes from there. */
  static boolean listens(DynamicPrefix prefix, Origin origin) {
    return new Asked(prefix).includes(origin);
  }

  /** What the prefix is to come from, and only otherwise from advertisements; in words. */
  static String firstChoice(DynamicPrefix prefix) {
    DynamicPrefix.Acquisition asked = prefix.acquisition();
    return asked
        .dhcpv6()
        .map(d -> "a DHCPv6 server on " + d.interfaceName())
        .or(() -> asked.kernel().map(name -> "a global address of " + name))
        .or(() -> asked.routerAdvertisement().map(name -> "a router advertisement on " + name))
        .orElseThrow();
  }
}
