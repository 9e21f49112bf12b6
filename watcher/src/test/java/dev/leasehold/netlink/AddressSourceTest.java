package dev.leasehold.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.netlink.InterfaceAddress.AddressScope;
import dev.leasehold.netlink.InterfaceAddress.Flag;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.SourceNotice;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressSourceTest {
  @Test
  void takesThePrefixOfAGlobalAddress() {
    assertEquals(
        List.of(announced("2001:db8:1::/64", 600, 900)),
        prefixes(address("2001:db8:1::7", 64, AddressScope.GLOBAL, 600, 900)));
  }

  @Test
  void takesTheLongestLifetimesOfAPrefix() {
    assertEquals(
        List.of(announced("2001:db8:1::/64", 600, 900)),
        prefixes(
            address("2001:db8:1::7", 64, AddressScope.GLOBAL, 600, 800),
            address("2001:db8:1::8", 64, AddressScope.GLOBAL, 500, 900)));
  }

  @Test
  void ignoresAddressesWithoutADelegatedPrefix() {
    assertEquals(
        List.of(),
        prefixes(
            address("fe80::1", 64, AddressScope.LINK, 600, 900),
            address("2001:db8:1::7", 128, AddressScope.GLOBAL, 600, 900),
            address("2001:db8:1::8", 64, AddressScope.GLOBAL, 600, 900, Flag.TEMPORARY),
            address("2001:db8:1::9", 64, AddressScope.GLOBAL, 600, 900, Flag.TENTATIVE),
            address("2001:db8:1::a", 64, AddressScope.GLOBAL, 600, 900, Flag.DAD_FAILED)));
  }

  @Test
  void reportsNoPrefixOnlyAfterAPrefix() {
    List<Announced> some = List.of(announced("2001:db8:1::/64", 600, 900));
    assertEquals(Optional.empty(), AddressSource.present(List.of(), List.of()));
    assertEquals(
        Optional.of(new SourceNotice.Present("has no prefix")),
        AddressSource.present(some, List.of()));
    assertEquals(
        Optional.of(new SourceNotice.Present("has 2001:db8:1::/64")),
        AddressSource.present(List.of(), some));
  }

  @Test
  void reportsADeprecatedPrefix() {
    assertEquals(
        List.of(announced("2001:db8:1::/64", 0, 900)),
        prefixes(address("2001:db8:1::7", 64, AddressScope.GLOBAL, 5, 900, Flag.DEPRECATED)));
  }

  @Test
  void reportsAPermanentAddress() {
    long ever = Lifetime.INFINITY;
    assertEquals(
        List.of(new Announced(Prefix.parse("2001:db8::/56"), Lifetime.FOREVER, Lifetime.FOREVER)),
        prefixes(address("2001:db8::1", 56, AddressScope.GLOBAL, ever, ever)));
  }

  private static List<Announced> prefixes(InterfaceAddress... addresses) {
    return AddressSource.prefixes(
        new InterfaceState("up0", 7, true, true, Bytes.copyOf(new byte[0]), List.of(addresses)));
  }

  private static InterfaceAddress address(
      String address, int length, AddressScope scope, long preferred, long valid, Flag... flags) {
    return new InterfaceAddress(
        Address.parse(address), length, scope, Set.of(flags), preferred, valid);
  }

  private static Announced announced(String prefix, long preferred, long valid) {
    return new Announced(
        Prefix.parse(prefix), Duration.ofSeconds(preferred), Duration.ofSeconds(valid));
  }
}
