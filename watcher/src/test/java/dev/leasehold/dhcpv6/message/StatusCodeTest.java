package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RFC 9915 section 21.13. */
class StatusCodeTest {
  @Test
  void readsCodeAndMessage() {
    assertEquals(
        new StatusCode(StatusCode.NO_PREFIX_AVAIL, "none left"),
        option("000d 000b 0006 6e6f6e65206c656674"));
    assertEquals(new StatusCode(StatusCode.SUCCESS, ""), option("000d 0002 0000"));
  }

  @Test
  void namesTheCode() {
    assertEquals("NoPrefixAvail: none left", new StatusCode(6, "none left").toString());
    assertEquals("NoBinding", new StatusCode(StatusCode.NO_BINDING, "").toString());
    assertEquals(
        List.of(
            "Success",
            "UnspecFail",
            "NoAddrsAvail",
            "NoBinding",
            "NotOnLink",
            "UseMulticast",
            "NoPrefixAvail",
            "status 7"),
        IntStream.rangeClosed(0, 7).mapToObj(code -> new StatusCode(code, "").name()).toList());
  }

  @Test
  void escapesControlCharacters() {
    assertEquals("red [31m alert", new StatusCode(1, "red\033[31m\nalert\r\n\0").text());
    assertEquals("right to left", new StatusCode(1, "right\u202eto\u2028left").text());
    assertEquals(
        "gr\u00fc\u00df dich \ud83d\ude00",
        new StatusCode(1, "gr\u00fc\u00df dich \ud83d\ude00").text());
  }

  @Test
  void limitsTheTextToOneLine() {
    assertEquals("a".repeat(200), new StatusCode(1, "a".repeat(60_000)).text());
    assertEquals("\ud83d\ude00".repeat(200), new StatusCode(1, "\ud83d\ude00".repeat(201)).text());
  }

  @Test
  void keepsInvalidUtf8() {
    StatusCode status = (StatusCode) option("000d 0005 0001 c328ff");
    assertEquals("\ufffd(\ufffd", status.text());
  }

  @Test
  void ignoresHalfACode() {
    assertInstanceOf(UnknownDhcpOption.class, option("000d 0001 00"));
    assertInstanceOf(UnknownDhcpOption.class, option("000d 0000"));
  }

  @Test
  void rejectsAValueOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new StatusCode(65_536, ""));
    assertThrows(IllegalArgumentException.class, () -> new StatusCode(0, "a".repeat(65_534)));
  }
}
