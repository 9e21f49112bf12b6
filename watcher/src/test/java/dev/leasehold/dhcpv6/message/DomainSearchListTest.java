package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3646 section 4. */
class DomainSearchListTest {
  @Test
  void readsOneNameOrMore() {
    assertEquals(
        new DomainSearchList(List.of("example.org")),
        option("0018 000d 07 6578616d706c65 03 6f7267 00"));
    assertEquals(
        new DomainSearchList(List.of("lan", "a.B")),
        option("0018 000a 03 6c616e 00 01 61 01 42 00"));
  }

  @Test
  void ignoresAnInvalidListOfNames() {
    assertInstanceOf(UnknownDhcpOption.class, option("0018 0000"));
    assertInstanceOf(UnknownDhcpOption.class, option("0018 0004 03 6c616e"));
    assertInstanceOf(UnknownDhcpOption.class, option("0018 0006 03 6c616e c0 00"));
  }

  @Test
  void refusesAnInvalidListOfNames() {
    assertThrows(IllegalArgumentException.class, () -> new DomainSearchList(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new DomainSearchList(List.of("a..b")));
  }
}
