package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A message between client and server (RFC 9915 section 8).
 *
 * @param transactionId 24 bits
 */
public record Message(MessageType type, int transactionId, List<Option> options) {
  /** What a UDP datagram over IPv6 has room for. */
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
      return new Parsed.Rejected<>(Refusal.TOO_SHORT, datagram.length + " octets, fewer than 4");
    }
    if (datagram.length > MAX_SIZE) {
      return new Parsed.Rejected<>(Refusal.OVERSIZED, datagram.length + " octets");
    }
    Bytes bytes = Bytes.copyOf(datagram);
    Optional<MessageType> type = MessageType.of(bytes.u8(0));
    if (type.isEmpty()) {
      return new Parsed.Rejected<>(Refusal.MESSAGE_TYPE, "message type " + bytes.u8(0));
    }
    MessageType known = type.get();
    int transactionId = (int) (bytes.u32(0) & 0xff_ffff);
    return new OptionReader()
        .read(bytes, HEADER)
        .flatMap(Message::checkIdentifiers)
        .flatMap(options -> new Parsed.Accepted<>(new Message(known, transactionId, options)));
  }

  private static Parsed<List<Option>> checkIdentifiers(List<Option> options) {
    for (int code : new int[] {ClientId.CODE, ServerId.CODE}) {
      if (options.stream().filter(option -> option.code() == code).count() > 1) {
        return new Parsed.Rejected<>(Refusal.DUPLICATE, "more than one option " + code);
      }
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

  /**
   * Whether its digest is right by RKAP (RFC 9915 section 20.4.3): HMAC-MD5 over the whole message,
   * with zeros in the digest's place.
   *
   * @param key as the server gave it in a Reply
   */
  public boolean isSignedWith(Bytes key) {
    List<Authentication> authentications = options(Authentication.class);
    if (authentications.size() != 1) { // section 20.2: not more than one
      return false;
    }
    Authentication authentication = authentications.getFirst();
    return authentication
        .reconfigureKey()
        .filter(digest -> digest.type() == Authentication.ReconfigureKey.DIGEST)
        .filter(
            digest -> MessageDigest.isEqual(digest.value().toArray(), digest(key, withoutDigest())))
        .isPresent();
  }

  private Message withoutDigest() {
    return new Message(
        type,
        transactionId,
        options.stream()
            .map(option -> option instanceof Authentication a ? a.withoutDigest() : option)
            .toList());
  }

  private static byte[] digest(Bytes key, Message message) {
    try {
      Mac mac = Mac.getInstance("HmacMD5");
      mac.init(new SecretKeySpec(key.toArray(), "HmacMD5"));
      return mac.doFinal(message.write());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacMD5", e);
    }
  }

  /** The first option of that kind. */
  public <T extends Option> Optional<T> option(Class<T> kind) {
    return Option.first(options, kind);
  }

  /** All options of that kind, in their order. */
  public <T extends Option> List<T> options(Class<T> kind) {
    return Option.all(options, kind);
  }
}
