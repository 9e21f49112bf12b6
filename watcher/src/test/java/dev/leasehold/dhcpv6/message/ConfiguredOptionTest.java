package dev.leasehold.dhcpv6.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.wire.Bytes;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfiguredOptionTest {
  private static final Message MESSAGE =
      new Message(
          MessageType.SOLICIT,
          1,
          List.of(new ConfiguredOption(11, Bytes.copyOf(new byte[] {0x5e, (byte) 0xc7}))));

  @Test
  void isWrittenUnchanged() {
    assertArrayEquals(HexFormat.of().parseHex("01000001000b00025ec7"), MESSAGE.write());
  }

  @Test
  void doesNotShowItsContent() {
    assertEquals(
        "Message[type=SOLICIT, transactionId=1, options=[ConfiguredOption[code=11, 2 octets]]]",
        MESSAGE.toString());
  }
}
