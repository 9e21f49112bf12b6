package dev.leasehold.dhcpv6.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leasehold.wire.Parsed;

/** A datagram is discarded or written back unchanged, and no datagram causes an exception. */
class MessageFuzzTest {
  @FuzzTest
  void writesWhatItReads(byte[] datagram) {
    if (Message.parse(datagram) instanceof Parsed.Accepted<Message>(Message read)) {
      assertArrayEquals(datagram, read.write());
      assertEquals(new Parsed.Accepted<>(read), Message.parse(read.write()));
      read.options(IaPd.class).forEach(MessageFuzzTest::look);
      read.options(Authentication.class).forEach(Authentication::reconfigureKey);
      for (StatusCode status : read.options(StatusCode.class)) {
        assertTrue(status.text().chars().noneMatch(Character::isISOControl));
      }
    }
  }

  private static void look(IaPd association) {
    association.status();
    for (IaPrefix prefix : association.prefixes()) {
      prefix.status();
      Option.all(prefix.options(), PdExclude.class)
          .forEach(exclude -> exclude.excluded(prefix.prefix()));
    }
  }
}
