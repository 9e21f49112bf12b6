package dev.leasehold.netlink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.net.Address;
import dev.leasehold.net.Family;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages about routing rules (linux/fib_rules.h). */
final class RuleMessageTest {
  private static final int SEQUENCE = 7;
  private static final SourceRule V4 = rule("10.96.23.17", 100, 1_000);

  private static SourceRule rule(String source, long table, long priority) {
    return new SourceRule(Address.parse(source), table, priority);
  }

  /** An added rule as the kernel would show it in a dump. */
  private static byte[] shown(byte[] request, Consumer<ByteBuffer> change, byte[]... more) {
    return Netlink.message(
        RuleMessage.NEW_RULE,
        0,
        out -> {
          ByteBuffer body = ByteBuffer.wrap(request.clone(), 16, request.length - 16).slice();
          change.accept(body.order(ByteOrder.nativeOrder()));
          out.put(body.rewind());
          for (byte[] attribute : more) {
            out.put(attribute);
          }
        });
  }

  private static byte[] numbered(byte[] message) {
    ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(8, SEQUENCE);
    return message;
  }

  private static List<RuleMessage> parse(byte[]... messages) {
    for (byte[] message : messages) {
      byte[] _ = numbered(message);
    }
    return RuleMessage.parseAll(Netlink.datagram(messages), SEQUENCE);
  }

  private static KernelRule found(byte[] message) {
    return ((RuleMessage.Found) parse(message).getFirst()).rule();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.96.23.17 1 0",
        "10.96.0.1 255 32766",
        "fd00:10:96::1 256 1000",
        "::1 4294967295 1"
      })
  void readsWhatItWrites(String text) {
    String[] parts = text.split(" ");
    SourceRule rule = rule(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    KernelRule read = found(shown(RuleMessage.add(rule, 98, SEQUENCE), _ -> {}));
    assertEquals(Optional.of(rule), read.plain());
    assertEquals(98, read.protocol());
  }

  /** fib_nl2rule takes the table of the header only where there is no FRA_TABLE. */
  @Test
  void writesTheHeaderThatTheKernelExpects() {
    ByteBuffer sent =
        ByteBuffer.wrap(RuleMessage.add(V4, 98, SEQUENCE)).order(ByteOrder.nativeOrder());
    assertEquals(sent.limit(), sent.getInt(0));
    assertEquals(RuleMessage.NEW_RULE, sent.getShort(4));
    assertEquals(0x605, sent.getShort(6));
    assertEquals(SEQUENCE, sent.getInt(8));
    assertEquals(2, sent.get(16)); // AF_INET
    assertEquals(32, sent.get(18)); // the length of the source
    assertEquals(100, sent.get(20));
    assertEquals(1, sent.get(23)); // FR_ACT_TO_TBL
    ByteBuffer wide = ByteBuffer.wrap(RuleMessage.add(rule("::1", 256, 1), 98, SEQUENCE));
    assertEquals(10, wide.get(16));
    assertEquals((byte) 128, wide.get(18));
    assertEquals(0, wide.get(20));
    assertEquals(16 + 12, RuleMessage.dump(Family.IPV6, 1).length);
  }

  /** Each of these is another rule than the one that the agent makes. */
  @Test
  void isNotPlainWithAnyOtherCondition() {
    byte[] request = RuleMessage.add(V4, 98, SEQUENCE);
    List<byte[]> others =
        List.of(
            shown(request, b -> b.put(1, (byte) 24)), // a destination
            shown(request, b -> b.put(2, (byte) 24)), // a prefix as the source
            shown(request, b -> b.put(3, (byte) 4)), // type of service
            shown(request, b -> b.put(7, (byte) 6)), // blackhole
            shown(request, b -> b.putInt(8, 2)), // not
            shown(request, _ -> {}, Netlink.attribute(10, a -> a.putInt(7))), // fwmark
            shown(request, _ -> {}, Netlink.attribute(3, a -> a.put("eth0\0".getBytes(US_ASCII)))),
            shown(request, _ -> {}, Netlink.attribute(14, a -> a.putInt(0))), // suppress
            shown(request, _ -> {}, Netlink.attribute(19, a -> a.put((byte) 1)))); // l3mdev
    for (byte[] other : others) {
      KernelRule read = found(other);
      assertEquals(Optional.empty(), read.plain());
      assertEquals(98, read.protocol());
    }
    // What every rule has, and what a later kernel may add, is no condition of the agent's own
    // rules.
    KernelRule usual =
        found(
            shown(
                request,
                _ -> {},
                Netlink.attribute(14, a -> a.putInt(-1)),
                Netlink.attribute(99, a -> a.putInt(1))));
    assertEquals(Optional.of(V4), usual.plain());
    assertEquals(Optional.empty(), usual.certain(), "it may be a condition of another program");
    KernelRule known = found(shown(request, _ -> {}, Netlink.attribute(14, a -> a.putInt(-1))));
    assertEquals(Optional.of(V4), known.certain());
  }

  @Test
  void deletesWithAllThatTheKernelTold() {
    byte[] message =
        shown(RuleMessage.add(V4, 98, 1), _ -> {}, Netlink.attribute(10, a -> a.putInt(7)));
    byte[] request = RuleMessage.delete(found(message), 9);
    ByteBuffer sent = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
    assertEquals(RuleMessage.DELETED_RULE, sent.getShort(4));
    assertEquals(0x005, sent.getShort(6));
    assertEquals(
        ByteBuffer.wrap(message, 16, message.length - 16),
        ByteBuffer.wrap(request, 16, request.length - 16));
  }

  @Test
  void tellsTheEndOfADumpFromItsFailure() {
    Consumer<ByteBuffer> zero = out -> out.putInt(0);
    assertEquals(List.of(new RuleMessage.Done(true)), parse(Netlink.message(3, 0, zero)));
    assertEquals(List.of(new RuleMessage.Done(false)), parse(Netlink.message(3, 0x10, zero)));
    assertEquals(
        List.of(new RuleMessage.Answer(97)), parse(Netlink.message(3, 0, out -> out.putInt(-97))));
    assertEquals(
        List.of(new RuleMessage.Answer(1)), parse(Netlink.message(2, 0, out -> out.putInt(-1))));
    assertEquals(List.of(new RuleMessage.Answer(0)), parse(Netlink.message(2, 0, zero)));
  }

  @Test
  void leavesOutTheAnswersToOtherRequests() {
    byte[] late = Netlink.message(2, 0, out -> out.putInt(-17));
    assertEquals(List.of(), RuleMessage.parseAll(Netlink.datagram(late), SEQUENCE));
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(1);
    byte[] valid = numbered(shown(RuleMessage.add(V4, 98, SEQUENCE), _ -> {}));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = valid.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1));
      for (RuleMessage message : RuleMessage.parseAll(cut, SEQUENCE)) {
        assertEquals(message, message);
      }
    }
  }

  @Test
  void refusesNumbersThatTheKernelHasNoRoomFor() {
    assertThrows(IllegalArgumentException.class, () -> rule("10.0.0.1", 0, 1));
    assertThrows(IllegalArgumentException.class, () -> rule("10.0.0.1", 1L << 32, 1));
    assertThrows(IllegalArgumentException.class, () -> rule("10.0.0.1", 1, -1));
    assertEquals("from 10.96.23.17 lookup 100 priority 1000", V4.toString());
  }
}
