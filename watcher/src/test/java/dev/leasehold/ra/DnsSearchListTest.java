package dev.leasehold.ra;

import static dev.leasehold.ra.RaFrames.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8106 sections 5.2 and 5.3.1. */
class DnsSearchListTest {
  @Test
  void readsOneNameOrMore() {
    assertEquals(
        new DnsSearchList(0, 60, List.of("lan")), option("1f02 0000 0000003c 036c616e00 000000"));
    assertEquals(
        new DnsSearchList(0xbeef, 0xffff_ffffL, List.of("example.org", "lan")),
        option("1f04 beef ffffffff 076578616d706c65 036f726700 036c616e00 000000000000"));
  }

  @Test
  void needsNoPaddingWhenTheNamesFillTheOption() {
    assertEquals(
        new DnsSearchList(0, 60, List.of("abcdef")),
        option("1f02 0000 0000003c 06616263646566 00"));
  }

  /**
   * No name, an endless name, a pointer, half a label, the root, text after it, eight more zeros.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1f01 0000 0000003c",
        "1f02 0000 0000003c 0000000000000000",
        "1f02 0000 0000003c 0761626364656667",
        "1f02 0000 0000003c 036c616e c000 0000",
        "1f02 0000 0000003c 096c616e 00000000",
        "1f02 0000 0000003c 00 036c616e 00 0000",
        "1f02 0000 0000003c 036c616e 00 0000 01",
        "1f03 0000 0000003c 036c616e00 000000 0000000000000000"
      })
  void ignoresAnInvalidListOfNames(String hex) {
    assertInstanceOf(UnknownNdpOption.class, option(hex));
  }

  @Test
  void rejectsInvalidNames() {
    assertThrows(IllegalArgumentException.class, () -> new DnsSearchList(0, 60, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new DnsSearchList(0, 60, List.of("a b")));
    List<String> many = Collections.nCopies(406, "lan"); // 5 octets each
    assertEquals(2040, new DnsSearchList(0, 60, many).size());
    assertThrows(
        IllegalArgumentException.class,
        () -> new DnsSearchList(0, 60, Collections.nCopies(407, "lan")));
  }
}
