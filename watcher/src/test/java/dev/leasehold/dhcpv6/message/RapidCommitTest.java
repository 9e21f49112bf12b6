package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.14. */
class RapidCommitTest {
  @Test
  void isEmpty() {
    assertEquals(new RapidCommit(), option("000e 0000"));
  }

  @Test
  void ignoresOneWithContent() {
    assertInstanceOf(UnknownDhcpOption.class, option("000e 0001 00"));
  }
}
