package dev.leasehold.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.net.Address;
import dev.leasehold.netlink.InterfaceAddress.AddressScope;
import dev.leasehold.netlink.InterfaceAddress.Flag;
import dev.leasehold.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkTableTest {
  private static final Bytes MAC = Bytes.copyOf(new byte[] {2, 0, 0, 0, 0, 1});

  private final LinkTable table = new LinkTable();

  @Test
  void findsAnInterfaceByName() {
    table.apply(link(1, "lo"));
    table.apply(link(7, "up0"));
    table.apply(set(7, "fe80::1"));
    table.apply(set(1, "::1"));
    assertEquals(
        Optional.of(new InterfaceState("up0", 7, true, true, MAC, List.of(address("fe80::1")))),
        table.state("up0"));
    assertEquals(Optional.empty(), table.state("up1"));
    assertEquals(List.of("lo", "up0"), table.names());
  }

  @Test
  void dropsTheAddressesOfARemovedLink() {
    table.apply(link(7, "up0"));
    table.apply(set(7, "fe80::1"));
    table.apply(new RouteMessage.LinkGone(7));
    assertEquals(Optional.empty(), table.state("up0"));
    table.apply(link(7, "up0"));
    assertEquals(List.of(), addresses());
  }

  @Test
  void followsTheNameToAnotherIndex() {
    table.apply(link(7, "up0"));
    table.apply(set(7, "fe80::1"));
    table.apply(link(8, "new"));
    table.apply(set(8, "fe80::2"));
    table.apply(link(7, "old"));
    table.apply(link(8, "up0"));
    assertEquals(List.of(address("fe80::2")), addresses());
  }

  @Test
  void keepsTheLatestStateOfAnAddress() {
    table.apply(link(7, "up0"));
    table.apply(set(7, "fe80::1", Flag.TENTATIVE));
    assertEquals(Optional.empty(), table.state("up0").flatMap(InterfaceState::linkLocal));
    table.apply(set(7, "fe80::1"));
    assertEquals(
        Optional.of(Address.parse("fe80::1")),
        table.state("up0").flatMap(InterfaceState::linkLocal));
    table.apply(new RouteMessage.AddressGone(7, Address.parse("fe80::1")));
    assertEquals(List.of(), addresses());
  }

  private List<InterfaceAddress> addresses() {
    return table.state("up0").orElseThrow().addresses();
  }

  private static RouteMessage link(int index, String name) {
    return new RouteMessage.Link(index, name, true, true, MAC);
  }

  private static RouteMessage set(int index, String text, Flag... flags) {
    return new RouteMessage.AddressSet(index, address(text, flags));
  }

  private static InterfaceAddress address(String text, Flag... flags) {
    return new InterfaceAddress(Address.parse(text), 64, AddressScope.LINK, Set.of(flags), 60, 60);
  }
}
