package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import dev.leasehold.netlink.InterfaceAddress;
import dev.leasehold.netlink.InterfaceAddress.AddressScope;
import dev.leasehold.netlink.InterfaceAddress.Flag;
import dev.leasehold.netlink.InterfaceState;
import dev.leasehold.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterfaceReadinessTest {
  private static final Bytes MAC = Bytes.copyOf(new byte[] {2, 0, 0, 0, 0, 1});

  @Test
  void isFirmAfterDuplicateAddressDetection() {
    assertEquals(
        "duplicate address detection of fe80::1 is running",
        said(up(address("fe80::1", Flag.TENTATIVE))));
    assertEquals(
        new InterfaceReadiness.Firm(Address.parse("fe80::1"), 7, MAC), of(up(address("fe80::1"))));
  }

  @Test
  void reportsWhatIsMissing() {
    assertEquals(
        "interface up0 not found; available: eth0, lo",
        InterfaceReadiness.of("up0", Optional.empty(), List.of("eth0", "lo")).toString());
    assertEquals(
        "interface up0 is down; run: ip link set up0 up",
        said(new InterfaceState("up0", 7, false, false, MAC, List.of())));
    assertEquals(
        "interface up0 has no carrier",
        said(new InterfaceState("up0", 7, true, false, MAC, List.of(address("fe80::1")))));
    assertTrue(said(up()).startsWith("interface up0 has no link-local address; "));
    assertEquals(
        "duplicate address fe80::1 of up0: another node has it (duplicate address detection failed);"
            + " change one of the two",
        said(up(address("fe80::1", Flag.TENTATIVE, Flag.DAD_FAILED))));
  }

  @Test
  void ignoresChangesOfOtherInterfaces() {
    InterfaceReadiness before = InterfaceReadiness.of("up0", Optional.empty(), List.of("lo"));
    assertTrue(before.isAs(InterfaceReadiness.of("up0", Optional.empty(), List.of("lo", "veth1"))));
    assertFalse(before.isAs(of(up(address("fe80::1")))));
    assertFalse(of(up(address("fe80::1"))).isAs(of(up(address("fe80::2")))));
  }

  private static String said(InterfaceState state) {
    return of(state).toString();
  }

  private static InterfaceReadiness of(InterfaceState state) {
    return InterfaceReadiness.of("up0", Optional.of(state), List.of());
  }

  private static InterfaceState up(InterfaceAddress... addresses) {
    return new InterfaceState("up0", 7, true, true, MAC, List.of(addresses));
  }

  private static InterfaceAddress address(String address, Flag... flags) {
    return new InterfaceAddress(
        Address.parse(address), 64, AddressScope.LINK, Set.of(flags), 60, 60);
  }
}
