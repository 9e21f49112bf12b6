package dev.leasehold.netlink;

import dev.leasehold.net.Address;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All interfaces and their addresses, from the messages so far. */
final class LinkTable {
  private final Map<Integer, RouteMessage.Link> links = new HashMap<>();
  private final Map<Integer, Map<Address, InterfaceAddress>> addresses = new HashMap<>();

  void apply(RouteMessage message) {
    switch (message) {
      case RouteMessage.Link link -> links.put(link.index(), link);
      case RouteMessage.LinkGone(int index) -> {
        links.remove(index);
        addresses.remove(index);
      }
      case RouteMessage.AddressSet(int index, InterfaceAddress address) ->
          addresses
              .computeIfAbsent(index, _ -> new LinkedHashMap<>())
              .put(address.address(), address);
      case RouteMessage.AddressGone(int index, Address address) -> {
        Map<Address, InterfaceAddress> left = addresses.get(index);
        if (left != null) {
          left.remove(address);
        }
      }
      case RouteMessage.Done _, RouteMessage.Failed _ -> {}
    }
  }

  /** The state of the interface with a name. */
  Optional<InterfaceState> state(String name) {
    for (RouteMessage.Link link : links.values()) {
      if (link.name().equals(name)) {
        return Optional.of(
            new InterfaceState(
                name,
                link.index(),
                link.up(),
                link.running(),
                link.mac(),
                List.copyOf(addresses.getOrDefault(link.index(), Map.of()).values())));
      }
    }
    return Optional.empty();
  }

  /** The names of all interfaces, for messages. */
  List<String> names() {
    return links.values().stream().map(RouteMessage.Link::name).sorted().toList();
  }
}
