package dev.leasehold.subject;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixQuery;
import dev.leasehold.source.AddressOrder;
import dev.leasehold.source.Channel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The channels that the subjects of a package need. */
public final class Channels {
  private record Client(String duid, SortedMap<String, DynamicPrefix.Delegation> asked) {}

  private Channels() {}

  /** The channels, without duplicates. Subjects share equal channels. */
  public static Set<Channel> of(List<Subject> subjects) {
    Set<Channel> channels = new LinkedHashSet<>();
    Map<String, Client> clients = new TreeMap<>();
    SortedMap<String, SortedMap<String, AddressOrder>> orders = new TreeMap<>();
    SortedMap<String, Set<PrefixQuery>> queries = new TreeMap<>();
    for (Subject subject : subjects) {
      switch (subject) {
        case PrefixSubject prefix -> {
          add(prefix, channels, clients);
          prefix
              .acquisition()
              .router()
              .ifPresent(
                  r -> queries.computeIfAbsent(r.router(), _ -> new HashSet<>()).add(r.query()));
        }
        case ClaimSubject claim -> add(claim, orders);
      }
    }
    orders.forEach((router, of) -> channels.add(new Channel.PublicAddresses(router, of)));
    queries.forEach((router, of) -> channels.add(new Channel.RouterPrefixes(router, of)));
    clients.forEach((on, c) -> channels.add(new Channel.Delegation(on, c.asked(), c.duid())));
    return channels;
  }

  private static void add(
      PrefixSubject prefix, Set<Channel> channels, Map<String, Client> clients) {
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

  /** An interface is released before it is made again. */
  private static void add(
      ClaimSubject claim, SortedMap<String, SortedMap<String, AddressOrder>> orders) {
    for (ClaimSubject.RouterOrder one : claim.orders()) {
      orders
          .computeIfAbsent(one.router(), _ -> new TreeMap<>())
          .merge(
              one.order().wanInterface(),
              one.order(),
              (first, other) -> first instanceof AddressOrder.Release ? first : other);
    }
  }

  /**
   * The prefixes with another DUID than the client of their interface. A client has one DUID (RFC
   * 9915 section 11), so the first one is used.
   */
  public static List<PrefixSubject> withOtherDuid(List<Subject> subjects) {
    Map<String, String> duids = new TreeMap<>();
    List<PrefixSubject> others = new ArrayList<>();
    for (Subject subject : subjects) {
      switch (subject) {
        case PrefixSubject prefix ->
            prefix
                .acquisition()
                .dhcpv6()
                .filter(
                    d -> !duids.computeIfAbsent(d.interfaceName(), _ -> d.duid()).equals(d.duid()))
                .ifPresent(_ -> others.add(prefix));
        case ClaimSubject _ -> {}
      }
    }
    return others;
  }

  /**
   * The preferred source of a prefix, in words; a router advertisement if there is no other source.
   */
  static String firstChoice(DynamicPrefix.Acquisition asked) {
    return asked
        .dhcpv6()
        .map(d -> "a DHCPv6 server on " + d.interfaceName())
        .or(() -> asked.kernel().map(name -> "a global address of " + name))
        .or(() -> asked.router().map(r -> "the prefixes of router " + r.router()))
        .or(() -> asked.routerAdvertisement().map(name -> "a router advertisement on " + name))
        .orElseThrow();
  }
}
