package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.option;
import static dev.leasehold.wire.Captures.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.dhcpv6.message.Authentication.KeyInformation;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 9915 sections 21.11 and 20.4.1. */
class AuthenticationTest {
  private static final String VALUE = "00112233445566778899aabbccddeeff";

  @Test
  void readsEveryField() {
    assertEquals(
        new Authentication(3, 1, 0, 0x0102030405060708L, hex("ab")),
        option("000b 000c 03 01 00 0102030405060708 ab"));
    assertEquals(
        new Authentication(255, 255, 255, -1, hex("")),
        option("000b 000b ff ff ff ffffffffffffffff"));
  }

  @Test
  void readsTheReconfigureKey() {
    assertEquals(
        Optional.of(new KeyInformation(KeyInformation.KEY, hex(VALUE))),
        authentication("03 01 00", "01" + VALUE).reconfigureKey());
    assertEquals(
        Optional.of(new KeyInformation(KeyInformation.DIGEST, hex(VALUE))),
        authentication("03 01 00", "02" + VALUE).reconfigureKey());
  }

  @Test
  void readsNoKeyFromAnotherProtocolAlgorithmOrMethod() {
    for (String other : new String[] {"02 01 00", "03 02 00", "03 01 01"}) {
      assertEquals(Optional.empty(), authentication(other, "01" + VALUE).reconfigureKey(), other);
    }
  }

  @Test
  void readsNoKeyOfAnotherLength() {
    assertEquals(Optional.empty(), authentication("03 01 00", "").reconfigureKey());
    assertEquals(Optional.empty(), authentication("03 01 00", "01").reconfigureKey());
    assertEquals(Optional.empty(), authentication("03 01 00", "01ab" + VALUE).reconfigureKey());
  }

  @Test
  void showsNoKey() {
    Authentication key = authentication("03 01 00", "01" + VALUE);
    assertEquals(
        "Authentication[protocol=3, algorithm=1, rdm=0, replayDetection=0]", key.toString());
    assertEquals("KeyInformation[type=1]", key.reconfigureKey().orElseThrow().toString());
  }

  @Test
  void ignoresFewerThan11Octets() {
    assertInstanceOf(UnknownDhcpOption.class, option("000b 000a 03 01 00 01020304050607"));
  }

  @Test
  void refusesAKeyOfAnotherLength() {
    assertThrows(IllegalArgumentException.class, () -> new KeyInformation(1, hex("ab")));
  }

  private static Authentication authentication(String kind, String information) {
    int length = 11 + information.length() / 2;
    return (Authentication)
        option(
            "000b 00"
                + HexFormat.of().toHexDigits((byte) length)
                + kind
                + "00".repeat(8)
                + information);
  }
}
