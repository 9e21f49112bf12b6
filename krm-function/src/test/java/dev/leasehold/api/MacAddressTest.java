package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
  @Test
  void aRandomOneIsLocallyAdministeredAndUnicast() {
    RandomGenerator random = new Random(17);
    Set<MacAddress> drawn = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      MacAddress mac = MacAddress.random(random);
      drawn.add(mac);
      assertTrue("26ae".indexOf(mac.text().charAt(1)) >= 0, mac::text);
    }
    assertEquals(10_000, drawn.size());
    assertTrue(drawn.stream().anyMatch(mac -> !mac.text().startsWith("02:")));
  }

  @Test
  void aManufacturersAddressIsOneToo() {
    assertEquals("00:00:5e:00:53:01", new MacAddress("00:00:5e:00:53:01").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02:00:5e:00:53",
        "02:00:5e:00:53:1",
        "02:00:5e:00:53:01:01",
        "02-00-5e-00-53-01",
        "02:00:5e:00:53:0g",
        "\u0660\u0662:00:5e:00:53:01",
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
        "01:00:5e:00:00:01",
        "02:00:5E:00:53:01",
      })
  void anythingElseIsNone(String text) {
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(text));
  }
}
