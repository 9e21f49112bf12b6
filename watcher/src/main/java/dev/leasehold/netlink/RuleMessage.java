package dev.leasehold.netlink;

import dev.leasehold.net.Address;
import dev.leasehold.net.Family;
import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages of rtnetlink about routing rules (linux/fib_rules.h) and VRFs, in the machine's byte
 * order. The kernel is trusted, but lengths are checked.
 */
sealed interface RuleMessage
    permits RuleMessage.Found, RuleMessage.Done, RuleMessage.Answer, VrfMessage {
  int NEW_RULE = 32;
  int DELETED_RULE = 33;
  int GET_RULE = 34;

  /** A rule in the answer to a dump. */
  record Found(KernelRule rule) implements RuleMessage {}

  /**
   * The end of a dump.
   *
   * @param intact false if rules changed meanwhile, so that some may be missing
   */
  record Done(boolean intact) implements RuleMessage {}

  /** The answer to a request; 0: done. */
  record Answer(int errno) implements RuleMessage {}

  /** A request for all rules of a family. */
  static byte[] dump(Family family, int sequence) {
    ByteBuffer out = Format.request(GET_RULE, RouteMessage.Format.REQUEST_DUMP, sequence);
    Format.header(out, family, 0, 0, 0);
    return Format.finished(out);
  }

  /**
   * A request to make a rule. The kernel refuses it if the same protocol has that rule already.
   *
   * @param protocol who makes the rule
   */
  static byte[] add(SourceRule rule, int protocol, int sequence) {
    ByteBuffer out = Format.request(NEW_RULE, Format.CREATE_ACK, sequence);
    Address source = rule.source();
    boolean isNarrow = rule.table() < 256; // the header has room for an octet
    Format.header(
        out,
        source.family(),
        source.family().bits(),
        isNarrow ? (int) rule.table() : 0,
        Format.TO_TABLE);
    Format.attribute(out, Format.SOURCE, source.bytes());
    Format.attribute(out, Format.PRIORITY, Format.number(rule.priority()));
    Format.attribute(out, Format.TABLE, Format.number(rule.table()));
    Format.attribute(out, Format.PROTOCOL, new byte[] {(byte) protocol});
    return Format.finished(out);
  }

  /** A request to delete exactly this rule: every condition that the kernel told is named. */
  static byte[] delete(KernelRule rule, int sequence) {
    ByteBuffer out = Format.request(DELETED_RULE, Format.ACK, sequence);
    out.put(rule.body().toArray());
    return Format.finished(out);
  }

  /** The messages of a datagram that answer the request with this number. */
  static List<RuleMessage> parseAll(ByteBuffer datagram, int sequence) {
    List<RuleMessage> messages = new ArrayList<>();
    for (NetlinkMessage message : NetlinkMessage.all(datagram)) {
      if (message.sequence() == sequence) {
        Format.read(message, messages);
      }
    }
    return List.copyOf(messages);
  }

  /** The binary format of the kernel. */
  final class Format {
    /** NLM_F_REQUEST | NLM_F_ACK. */
    private static final int ACK = 0x005;

    /** NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL | NLM_F_CREATE. */
    private static final int CREATE_ACK = 0x605;

    /** The size of struct fib_rule_hdr. */
    private static final int FIXED = 12;

    private static final int LONGEST = 4096;
    private static final int ERROR = 2;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int TO_TABLE = 1;
    private static final int INVERT = 2;

    private static final int SOURCE = 2;
    private static final int PRIORITY = 6;
    private static final int SUPPRESS_PREFIX_LENGTH = 14;
    private static final int TABLE = 15;
    private static final int PROTOCOL = 21;

    /**
     * The attributes that are conditions or actions of a rule: FRA_DST, FRA_IIFNAME, FRA_GOTO,
     * FRA_FWMARK, FRA_FLOW, FRA_TUN_ID, FRA_SUPPRESS_IFGROUP, FRA_FWMASK, FRA_OIFNAME, FRA_L3MDEV,
     * FRA_UID_RANGE, and from FRA_IP_PROTO to FRA_DSCP_MASK.
     */
    private static final Set<Integer> CONDITIONS =
        Set.of(1, 3, 4, 10, 11, 12, 13, 16, 17, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30);

    /** FRA_DSCP_MASK. A later kernel may have more; whether they are conditions is not known. */
    private static final int LAST = 30;

    private Format() {}

    private static ByteBuffer request(int type, int flags, int sequence) {
      ByteBuffer out = ByteBuffer.allocate(LONGEST).order(ByteOrder.nativeOrder());
      return out.putInt(0)
          .putShort((short) type)
          .putShort((short) flags)
          .putInt(sequence)
          .putInt(0);
    }

    private static void header(
        ByteBuffer out, Family family, int sourceLength, int table, int action) {
      out.put((byte) (family == Family.IPV4 ? AF_INET : AF_INET6)).put((byte) 0);
      out.put((byte) sourceLength).put((byte) 0).put((byte) table);
      out.put((byte) 0).put((byte) 0).put((byte) action).putInt(0);
    }

    private static void attribute(ByteBuffer out, int type, byte[] content) {
      out.putShort((short) (4 + content.length)).putShort((short) type).put(content);
      out.position(RouteMessage.Format.aligned(out.position()));
    }

    private static byte[] number(long value) {
      return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt((int) value).array();
    }

    private static byte[] finished(ByteBuffer out) {
      out.putInt(0, out.position());
      byte[] bytes = new byte[out.position()];
      out.get(0, bytes);
      return bytes;
    }

    private static void read(NetlinkMessage message, List<RuleMessage> to) {
      ByteBuffer body = message.body();
      switch (message.type()) {
        case ERROR -> to.add(new Answer(errno(body)));
        case RouteMessage.DONE -> // a dump that fails ends with its error
            to.add(errno(body) == 0 ? new Done(message.isIntact()) : new Answer(errno(body)));
        case NEW_RULE -> {
          if (body.remaining() >= FIXED) {
            to.add(new Found(rule(body)));
          }
        }
        case RouteMessage.NEW_LINK -> VrfMessage.of(message).ifPresent(to::add);
        default -> {}
      }
    }

    private static int errno(ByteBuffer body) {
      return body.remaining() < 4 ? 0 : Math.max(0, -body.getInt(0));
    }

    private static KernelRule rule(ByteBuffer body) {
      Map<Integer, ByteBuffer> attributes = RouteMessage.Format.attributes(body, FIXED);
      byte[] all = new byte[body.remaining()];
      body.get(body.position(), all);
      ByteBuffer protocol = attributes.get(PROTOCOL);
      return new KernelRule(
          protocol == null || protocol.remaining() < 1 ? 0 : Byte.toUnsignedInt(protocol.get(0)),
          like(body, attributes),
          isPlain(body, attributes),
          attributes.keySet().stream().allMatch(type -> type <= LAST),
          Bytes.copyOf(all));
    }

    private static boolean isPlain(ByteBuffer body, Map<Integer, ByteBuffer> attributes) {
      return body.get(1) == 0 // the length of the destination
          && body.get(3) == 0 // type of service
          && (body.getInt(8) & INVERT) == 0
          && number(attributes.get(SUPPRESS_PREFIX_LENGTH), 0xffff_ffffL) == 0xffff_ffffL
          && attributes.keySet().stream().noneMatch(CONDITIONS::contains);
    }

    /** What a rule has of a SourceRule; null if it cannot be one. */
    private static @Nullable SourceRule like(ByteBuffer body, Map<Integer, ByteBuffer> attributes) {
      int bits =
          switch (body.get(0)) {
            case AF_INET -> 32;
            case AF_INET6 -> 128;
            default -> -1;
          };
      ByteBuffer source = attributes.get(SOURCE);
      long table = number(attributes.get(TABLE), Byte.toUnsignedInt(body.get(4)));
      if (Byte.toUnsignedInt(body.get(2)) != bits
          || source == null
          || source.remaining() * 8 != bits
          || body.get(7) != TO_TABLE
          || table == 0) {
        return null;
      }
      byte[] address = new byte[source.remaining()];
      source.get(0, address);
      return new SourceRule(Address.of(address), table, number(attributes.get(PRIORITY), 0));
    }

    private static long number(@Nullable ByteBuffer attribute, long otherwise) {
      return attribute == null || attribute.remaining() < 4
          ? otherwise
          : Integer.toUnsignedLong(attribute.getInt(0));
    }
  }
}
