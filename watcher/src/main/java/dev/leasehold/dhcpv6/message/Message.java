package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A message between client and server (RFC 9915 section 8).
 *
 * @param transactionId 24 bits
 */
public record Message(MessageType type, int transactionId, List<Option> options) {
  /** The largest payload of a UDP datagram over IPv6. */
  static final int MAX_SIZE = 0xffff - 8;

  private static final int HEADER = 4;

  public Message {
    Option.require("transactionId", transactionId, 0xff_ffff);
    options = List.copyOf(options);
    Option.require("size", HEADER + Option.size(options), MAX_SIZE);
  }

  /** Reads the payload of a UDP datagram. */
  public static Parsed<Message> parse(byte[] datagram) {
    if (datagram.length < HEADER) {
      return new Parsed.Rejected<>(
          MessageRefusal.TOO_SHORT, datagram.length + " octets, fewer than 4");
    }
    if (datagram.length > MAX_SIZE) {
      return new Parsed.Rejected<>(MessageRefusal.OVERSIZED, datagram.length + " octets");
    }
    Bytes bytes = Bytes.copyOf(datagram);
    Optional<MessageType> type = MessageType.of(bytes.u8(0));
    if (type.isEmpty()) {
      return new Parsed.Rejected<>(MessageRefusal.MESSAGE_TYPE, "message type " + bytes.u8(0));
    }
    MessageType known = type.get();
    int transactionId = (int) (bytes.u32(0) & 0xff_ffff);
    return new OptionReader()
        .read(bytes, HEADER)
        .flatMap(Message::checkIdentifiers)
        .flatMap(options -> new Parsed.Accepted<>(new Message(known, transactionId, options)));
  }

  private static Parsed<List<Option>> checkIdentifiers(List<Option> options) {
    int clients = 0;
    int servers = 0;
    for (Option option : options) {
      switch (option.code()) {
        case ClientId.CODE -> clients++;
        case ServerId.CODE -> servers++;
        default -> {}
      }
    }
    if (clients > 1 || servers > 1) {
      int code = clients > 1 ? ClientId.CODE : ServerId.CODE;
      return new Parsed.Rejected<>(MessageRefusal.DUPLICATE, "more than one option " + code);
    }
    return new Parsed.Accepted<>(options);
  }

  /** The payload of a UDP datagram. */
  public byte[] write() {
    ByteBuffer out = ByteBuffer.allocate(HEADER + Option.size(options));
    out.putInt(type.code() << 24 | transactionId);
    Option.writeAll(options, out);
    return out.array();
  }

  /** The first option of a type. */
  public <T extends Option> Optional<T> option(Class<T> kind) {
    return Option.first(options, kind);
  }

  /** All options of a type, in order. */
  public <T extends Option> List<T> options(Class<T> kind) {
    return Option.all(options, kind);
  }
}
