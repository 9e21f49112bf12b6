package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IaidsTest {
  /**
   * {@code printf wan0/56 | sha256sum | cut -c1-8}: others would lose their prefix at an update.
   */
  @Test
  void areTheSameForEver() {
    assertEquals(
        List.of(new IaRequest(0x3ad7a784L, 56), new IaRequest(0x33751ff8L, 60)),
        Iaids.requests("wan0", new TreeSet<>(List.of(60, 56))));
  }

  @Test
  void differByInterface() {
    assertEquals(
        2,
        List.of("wan0", "wan1").stream()
            .map(name -> Iaids.requests(name, new TreeSet<>(List.of(56))))
            .distinct()
            .count());
  }
}
