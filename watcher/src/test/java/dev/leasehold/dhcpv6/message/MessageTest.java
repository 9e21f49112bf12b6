package dev.leasehold.dhcpv6.message;

import static dev.leasehold.dhcpv6.message.Datagrams.accepted;
import static dev.leasehold.dhcpv6.message.Datagrams.rejected;
import static dev.leasehold.wire.Captures.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9915 section 8. */
class MessageTest {
  private static final ClientId CLIENT =
      new ClientId(new Duid.LinkLayerTime(1, 848_541_788, hex("020000000a10")));
  private static final ServerId SERVER =
      new ServerId(new Duid.Enterprise(2495, hex("000000000001")));

  /** The Reply with which Kea moves a client from one prefix to another. */
  @Test
  void readsMessagesOfKea() {
    assertEquals(
        new Message(
            MessageType.REPLY,
            0x9e7ba6,
            List.of(
                CLIENT,
                SERVER,
                new IaPd(
                    1,
                    4,
                    7,
                    List.of(
                        new IaPrefix(11, 15, 60, Address.parse("2001:db8:102::"), List.of()),
                        new IaPrefix(0, 0, 60, Address.parse("2001:db8:101::"), List.of()))))),
        accepted(Message.parse(Datagrams.captured("dhcp6-renumber.pcap").getLast())));
  }

  @Test
  void writesEveryCapturedMessageUnchanged() {
    List<byte[]> captured = Datagrams.captured("dhcp6-");
    for (byte[] datagram : captured) {
      assertArrayEquals(datagram, accepted(Message.parse(datagram)).write());
    }
    assertEquals(111, captured.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {9915, 8415, 3633})
  void readsItsOwnOutput(long seed) {
    RandomMessages messages = new RandomMessages(seed);
    for (int i = 0; i < 5_000; i++) {
      Message message = messages.next();
      assertEquals(message, accepted(Message.parse(message.write())));
    }
  }

  @Test
  void findsOptionsByTheirKind() {
    IaPd first = new IaPd(1, 0, 0, List.of());
    IaPd second = new IaPd(2, 0, 0, List.of());
    Message message =
        new Message(MessageType.SOLICIT, 1, List.of(first, new RapidCommit(), second));
    assertEquals(Optional.of(first), message.option(IaPd.class));
    assertEquals(List.of(first, second), message.options(IaPd.class));
    assertEquals(Optional.empty(), message.option(ServerId.class));
    assertEquals(List.of(), message.options(ServerId.class));
  }

  @Test
  void knowsTheMessagesBetweenClientAndServer() {
    for (MessageType type : MessageType.values()) {
      byte[] datagram = {(byte) type.code(), (byte) 0xff, (byte) 0xff, (byte) 0xff};
      assertEquals(new Message(type, 0xff_ffff, List.of()), accepted(Message.parse(datagram)));
    }
    assertEquals(11, MessageType.values().length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12, 13, 14, 255})
  void discardsOtherMessageTypes(int type) {
    assertEquals(
        MessageRefusal.MESSAGE_TYPE, rejected(Message.parse(new byte[] {(byte) type, 0, 0, 0})));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "07", "07 0000"})
  void discardsFewerThan4Octets(String datagram) {
    assertEquals(MessageRefusal.TOO_SHORT, rejected(Message.parse(hex(datagram).toArray())));
  }

  @Test
  void discardsAnOversizedDatagram() {
    byte[] most = new byte[Message.MAX_SIZE];
    most[0] = 7;
    assertEquals(MessageRefusal.TOO_MANY_OPTIONS, rejected(Message.parse(most)));
    byte[] more = Arrays.copyOf(most, Message.MAX_SIZE + 1);
    assertEquals(MessageRefusal.OVERSIZED, rejected(Message.parse(more)));
  }

  @Test
  void discardsAnOptionBeyondTheMessage() {
    assertEquals(MessageRefusal.OPTION_LENGTH, withOptions("000e 0001"));
    assertEquals(MessageRefusal.OPTION_LENGTH, withOptions("000e 00"));
    assertEquals(MessageRefusal.OPTION_LENGTH, withOptions("00"));
    assertEquals(MessageRefusal.OPTION_LENGTH, withOptions("ffff ffff 00"));
  }

  @Test
  void discardsAnOptionBeyondItsContainer() {
    String within = "000d 0003 0006"; // one octet more than there is
    assertEquals(
        MessageRefusal.OPTION_LENGTH,
        withOptions("0019 0012 00000001 00000000 00000000" + within + "000e 0000"));
    assertEquals(
        MessageRefusal.OPTION_LENGTH,
        withOptions(
            "0019 002f 00000001 00000000 00000000"
                + "001a 001f 00000000 00000000 38 20010db8000000000000000000000000"
                + within));
  }

  @Test
  void limitsTheNumberOfOptionsOfAllLevels() {
    List<Option> within = Collections.nCopies(OptionReader.MAX_OPTIONS - 1, new RapidCommit());
    Message most = new Message(MessageType.REPLY, 1, List.of(new IaPd(1, 0, 0, within)));
    assertEquals(most, accepted(Message.parse(most.write())));
    List<Option> more = new ArrayList<>(most.options());
    more.add(new RapidCommit());
    assertEquals(
        MessageRefusal.TOO_MANY_OPTIONS,
        rejected(Message.parse(new Message(MessageType.REPLY, 1, more).write())));
  }

  @Test
  void limitsTheDepth() {
    Option deepest = new RapidCommit();
    List<Option> three = List.of(nested(nested(deepest)));
    Message most = new Message(MessageType.REPLY, 1, three);
    assertEquals(most, accepted(Message.parse(most.write())));
    Message more = new Message(MessageType.REPLY, 1, List.of(nested(three.getFirst())));
    assertEquals(MessageRefusal.NESTED_TOO_DEEP, rejected(Message.parse(more.write())));
  }

  @Test
  void readsAnEmptyOptionAtTheDeepestLevel() {
    Message most =
        new Message(MessageType.REPLY, 1, List.of(nested(nested(new IaPd(1, 0, 0, List.of())))));
    assertEquals(most, accepted(Message.parse(most.write())));
  }

  @ParameterizedTest
  @CsvSource({
    "00, 'an option of 1 octets, fewer than 4'",
    "000e 0001, option 14 of 1 octets where 0 are left",
    "000e 0003 00, option 14 of 3 octets where 1 are left",
    "0001 0003 000401 0001 0003 000401, more than one option 1",
    "0002 0003 000401 0002 0003 000401, more than one option 2",
    "0001 0003 000401 0002 0003 000401 0002 0003 000401, more than one option 2",
  })
  void saysWhatIsWrong(String options, String detail) {
    Parsed<Message> parsed = Message.parse(hex("07 000001" + options).toArray());
    assertEquals(detail, assertInstanceOf(Parsed.Rejected.class, parsed).detail());
  }

  @Test
  void discardsTwoIdentifiersOfOneKind() {
    String id = "000a 0003 0001 020000000a10";
    assertEquals(MessageRefusal.DUPLICATE, withOptions("0001" + id + "0001" + id));
    assertEquals(MessageRefusal.DUPLICATE, withOptions("0002" + id + "0002" + id));
    assertEquals(MessageRefusal.DUPLICATE, withOptions("0002" + id + "0002 0000"));
    accepted(Message.parse(hex("07 000001 0001" + id + "0002" + id).toArray()));
  }

  @Test
  void rejectsFieldsOutOfRange() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Message(MessageType.REPLY, 0x100_0000, List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new Message(MessageType.REPLY, -1, List.of()));
    UnknownDhcpOption longest = new UnknownDhcpOption(1000, hex("00".repeat(Message.MAX_SIZE - 8)));
    assertEquals(
        Message.MAX_SIZE, new Message(MessageType.REPLY, 1, List.of(longest)).write().length);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Message(MessageType.REPLY, 1, List.of(longest, new RapidCommit())));
  }

  private static Option nested(Option option) {
    return new IaPd(1, 0, 0, List.of(option));
  }

  private static Parsed.Reason withOptions(String options) {
    return rejected(Message.parse(hex("07 000001" + options).toArray()));
  }
}
