package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WanInterfaceNameTest {
  @ParameterizedTest
  @CsvSource({
    "ip-wan-001, wan-ip-wan-001",
    "a, wan-a",
    "1234567890, wan-1234567890",
    "ip-wan-001-a, wan-ip-w-fftyw8",
    "ip-wan-001-b, wan-ip-w-6cvstc",
    "12345678901, wan-1234-udti6y",
    "a.b, wan-a-b-dy2pg4t",
    "a_b, wan-a-b-wy25g0q",
    "A, wan---0osmcanxz",
  })
  void isReadableAndShort(String claim, String expected) {
    assertEquals(expected, WanInterfaceName.of(claim));
  }

  @Test
  void isAlwaysANameOfItsOwn() {
    Set<String> names = new HashSet<>();
    int count = 0;
    for (String claim :
        new String[] {"ip-wan-", "a-very-long-name-of-a-claim-", "w", "a.b.", "ip-wan-001-"}) {
      for (int i = 0; i < 2_000; i++) {
        String name = WanInterfaceName.of(claim + i);
        assertTrue(name.length() <= 15 && name.matches("[a-z0-9][a-z0-9-]*"), name);
        names.add(name);
        count++;
      }
    }
    assertEquals(count, names.size());
  }

  /** A person may name a claim as another one's interface is named. */
  @Test
  void aShortenedNameIsNoPlainNameOfAnother() {
    String shortened = WanInterfaceName.of("ip-wan-001-a");
    String claim = shortened.substring("wan-".length());
    assertTrue(!WanInterfaceName.of(claim).equals(shortened));
  }
}
