package dev.leasehold.dhcpv6;

import static dev.leasehold.dhcpv6.Conversation.A;
import static dev.leasehold.dhcpv6.Conversation.CLIENT;
import static dev.leasehold.dhcpv6.Conversation.IAID;
import static dev.leasehold.dhcpv6.Conversation.SERVER;
import static dev.leasehold.dhcpv6.Conversation.ia;
import static dev.leasehold.dhcpv6.Conversation.prefix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.leasehold.dhcpv6.message.ConfiguredOption;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.wire.Bytes;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Configured options in sent messages. */
class OwnOptionsTest {
  private static final List<ConfiguredOption> OPTIONS =
      List.of(option(16, 0x5e), option(16, 0xc7), option(11, 0xe7));

  @Test
  void areInEveryMessage() {
    ClientSettings settings =
        new ClientSettings(CLIENT, Conversation.settings().ias(), true, OPTIONS);
    Conversation c = new Conversation(settings, 1, Optional.empty());
    IaPd lease = ia(IAID, 1000, 2000, prefix(A, 3000, 4000));
    c.linkUp();
    c.pass(1);
    c.receive(c.advertise(SERVER, lease));
    c.pass(1.2);
    c.receive(c.reply(SERVER, lease));
    c.pass(2000);
    c.release();
    Set<MessageType> types = EnumSet.noneOf(MessageType.class);
    for (Conversation.Sent sent : c.sent) {
      types.add(sent.type());
      assertEquals(OPTIONS, sent.message().options(ConfiguredOption.class));
    }
    assertEquals(
        EnumSet.of(
            MessageType.SOLICIT,
            MessageType.REQUEST,
            MessageType.RENEW,
            MessageType.REBIND,
            MessageType.RELEASE),
        types);
  }

  @Test
  void areNotLogged() {
    ClientSettings settings =
        new ClientSettings(
            CLIENT, Conversation.settings().ias(), true, List.of(option(11, 0x5e, 0xc7, 0xe7)));
    assertFalse(settings.toString().contains("5ec7e7"), settings.toString());
  }

  private static ConfiguredOption option(int code, int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return new ConfiguredOption(code, Bytes.copyOf(bytes));
  }
}
