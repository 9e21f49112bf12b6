package dev.leasehold.watch;

import static dev.leasehold.watch.House.INTERFACE;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attacker on the link sends advertisements, each with a new router and a new prefix. */
final class FloodTest {
  private static final int MANY = 3000;

  @TempDir private Path folder;

  @Test
  void changesNothingAndIsBoundedInMemory() {
    House house = House.holdingA(folder);
    int commits = house.commits().size();
    for (int i = 0; i < MANY; i++) {
      house.watch.heard(
          new Observation(
              house.now, stranger(i), List.of(preferred(prefix(i)), withdrawn(House.A))));
    }
    house.advances().after(60);
    assertEquals(commits, house.commits().size());
    PrefixStatus shown = house.watch.status().prefixes().getFirst();
    assertTrue(shown.said().size() < 300, () -> shown.said().size() + " are remembered");
  }

  @Test
  void doesNotReplaceADelegation() {
    String intent = House.PREFIX.replace("  accept:", "    dhcpv6: {interface: enp1s0}\n  accept:");
    House house = House.in(folder, House.files(House.PREFIX_FILE, intent));
    Origin delegation = new Origin.Delegated(INTERFACE, "home");
    house.hears(delegation, preferred(House.A)).after(5);
    house.solicited.clear();
    for (int i = 0; i < MANY; i++) {
      house.watch.heard(new Observation(house.now, stranger(i), List.of(preferred(prefix(i)))));
    }
    house.advances().after(60);
    assertEquals(List.of("Lease home: " + House.A), house.commits());
    assertTrue(house.solicited.size() < 10, house.solicited::toString);
  }

  private static Origin stranger(int i) {
    return House.router("fe80::bad:" + Integer.toHexString(i));
  }

  private static Prefix prefix(int i) {
    return Prefix.parse("2001:db8:" + Integer.toHexString(0x1000 + i) + "::/56");
  }
}
