package dev.leasehold.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiveRangesTest {
  private static List<String> ranges(Object tree) {
    return LiveRanges.of(tree).stream().map(Object::toString).toList();
  }

  @Test
  void findsAddressesOfEachForm() {
    assertEquals(
        List.of(
            "2001:db8::-2001:db8::ffff:ffff:ffff:ffff",
            "192.0.2.10-192.0.2.20",
            "192.0.2.7-192.0.2.7"),
        ranges(List.of("2001:db8::/64", "192.0.2.10 - 192.0.2.20", "192.0.2.7")));
    assertEquals(
        List.of("2001:db8::-2001:db8:0:f:ffff:ffff:ffff:ffff"),
        ranges(Map.of("blocks", List.of(Map.of("cidr", "2001:db8::1/60")))));
  }

  @Test
  void leavesOutWhatIsNoAddress() {
    assertEquals(
        List.of(),
        ranges(
            List.of(
                "Yes", "web-1", "a/b", "192.0.2.20-192.0.2.10", "", true, 7, Map.of("k", "v"))));
  }
}
