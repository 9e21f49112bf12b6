package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.7. */
class OptionRequestTest {
  @Test
  void readsCodesInOrder() {
    assertEquals(new OptionRequest(List.of(82, 83, 0xffff)), option("0006 0006 0052 0053 ffff"));
    assertEquals(new OptionRequest(List.of()), option("0006 0000"));
  }

  @Test
  void ignoresHalfACode() {
    assertInstanceOf(UnknownDhcpOption.class, option("0006 0003 0052 00"));
  }

  @Test
  void refusesAnInvalidCode() {
    assertThrows(IllegalArgumentException.class, () -> new OptionRequest(List.of(65_536)));
    assertThrows(
        IllegalArgumentException.class, () -> new OptionRequest(Collections.nCopies(32_768, 1)));
  }
}
