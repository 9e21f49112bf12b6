package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.dhcpv6.message.AftrName;
import dev.leasehold.dhcpv6.message.DnsServers;
import dev.leasehold.dhcpv6.message.DomainSearchList;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.PdExclude;
import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherOptionsTest {
  private static final Address DNS = Address.parse("2001:db8::53");

  @Test
  void showsTheOptionsOfAReply() {
    PdExclude link = new PdExclude(64, Bytes.copyOf(new byte[] {(byte) 0x0f}));
    IaPrefix prefix = new IaPrefix(600, 900, 56, Address.parse("2001:db8:100::"), List.of(link));
    OtherOptions beside =
        reply(
            new DnsServers(List.of(DNS, Address.parse("2001:db8::54"))),
            new DomainSearchList(List.of("home.example")),
            new AftrName("aftr.example"),
            new IaPd(1, 100, 200, List.of(prefix)));
    assertEquals(
        "DNS servers 2001:db8::53, 2001:db8::54; search home.example; AFTR aftr.example; excluded by the"
            + " provider 2001:db8:100:f::/64",
        beside.text());
  }

  @Test
  void isEmptyWithoutOptions() {
    assertEquals(OtherOptions.NOTHING, reply());
    assertEquals("", OtherOptions.NOTHING.text());
  }

  @Test
  void limitsTheShownValues() {
    assertEquals(8, reply(new DnsServers(Collections.nCopies(200, DNS))).dnsServers().size());
  }

  private static OtherOptions reply(Option... options) {
    return OtherOptions.of(new Message(MessageType.REPLY, 1, List.of(options)));
  }
}
