package dev.leasehold.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the status says about subnets and bindings. */
final class BindingStatesTest {
  @TempDir private Path folder;

  @Test
  void showsTheAddressesOfTheCurrentPrefixAndSinceWhen() {
    House house = House.holdingA(folder);
    Instant leased = house.watch.status().prefixes().getFirst().lease().current().get().since();
    BindingStatus binding = binding(house);
    assertEquals(Optional.of("2001:db8:a::1000/120"), binding.addresses());
    assertTrue(binding.isSynced());
    assertEquals(Optional.of(leased), binding.syncedAt());
    assertEquals(
        List.of(
            new PrefixStatus.Part("lb", "2001:db8:a::1000/120"),
            new PrefixStatus.Part("other", "2001:db8:a::2000/120")),
        house.watch.status().prefixes().getFirst().parts());
  }

  @Test
  void aRenumberingMovesThem() {
    House house = House.holdingA(folder);
    Instant before = binding(house).syncedAt().orElseThrow();
    house.after(60).hears(House.R1, House.preferred(House.B), House.deprecated(House.A)).after(10);
    BindingStatus binding = binding(house);
    assertEquals(Optional.of("2001:db8:b::1000/120"), binding.addresses());
    assertTrue(binding.syncedAt().orElseThrow().isAfter(before.plusSeconds(59)));
    PrefixStatus prefix = house.watch.status().prefixes().getFirst();
    assertEquals(
        prefix.lease().current().map(current -> current.since()),
        prefix.deprecatedAt(prefix.lease().draining().getFirst()));
  }

  @Test
  void hasNothingBeforeTheFirstLease() {
    House house = House.in(folder);
    BindingStatus binding = binding(house);
    assertEquals(Optional.empty(), binding.addresses());
    assertEquals("DynamicPrefix home has no address yet", binding.trouble());
    assertEquals(Optional.empty(), binding.syncedAt());
    assertEquals(List.of(), house.watch.status().prefixes().getFirst().parts());
  }

  @Test
  void isNotSyncedWhileTheManifestsDiffer() {
    House house = House.holdingA(folder);
    Instant before = binding(house).syncedAt().orElseThrow();
    house.refused = Optional.of(new Outcome.Stalled("the hook says no", "Ask it"));
    house.hears(House.R1, House.preferred(House.B), House.withdrawn(House.A)).after(10);
    assertFalse(binding(house).isSynced());
    assertTrue(binding(house).trouble().contains("the hook says no"), binding(house).trouble());
    assertEquals(Optional.of(before), binding(house).syncedAt());
  }

  @Test
  void tellsTheListenerOfEachTipOnce() {
    House house = House.in(folder);
    List<String> tips = new ArrayList<>();
    house.watch.tellTips((commit, contents, agents, isRead) -> {
      assertTrue(isRead);
      tips.add(commit + " " + contents.leases().size());
    });
    house.holding(House.A).after(300);
    assertEquals(List.of(house.watch.status().target().tip().orElseThrow().id() + " 1"), tips);
  }

  private static BindingStatus binding(House house) {
    return house.watch.status().bindings().getFirst();
  }
}
