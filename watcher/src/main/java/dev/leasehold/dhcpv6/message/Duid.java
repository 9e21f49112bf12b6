package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * DHCP Unique Identifier (RFC 9915 section 11): 3 to 130 octets, the first two of them the type.
 *
 * <p>Two DUIDs are equal if their {@link #bytes} are: "Clients and servers MUST treat DUIDs as
 * opaque values and MUST only compare DUIDs for equality."
 */
public sealed interface Duid {
  /** The most octets: 128 and the two of the type (section 11.1). */
  int MAX_LENGTH = 130;

  /** The content of the Client or Server Identifier option, including the type. */
  Bytes bytes();

  /** Link-layer address plus time, DUID-LLT (section 11.2). */
  record LinkLayerTime(int hardwareType, long seconds, Bytes address) implements Duid {
    static final int TYPE = 1;

    /**
     * Checks the fields.
     *
     * @param seconds since 2000-01-01T00:00Z, modulo 2^32
     */
    public LinkLayerTime {
      Option.require("hardwareType", hardwareType, 0xffff);
      Option.require("seconds", seconds, 0xffff_ffffL);
      requireContent(address, MAX_LENGTH - 8);
    }

    private static Duid parse(Bytes bytes) {
      return bytes.length() > 8
          ? new LinkLayerTime(bytes.u16(2), bytes.u32(4), bytes.slice(8, bytes.length()))
          : Other.parse(bytes);
    }

    @Override
    public Bytes bytes() {
      return written(
          TYPE, address, out -> out.putShort((short) hardwareType).putInt((int) seconds));
    }

    @Override
    public String toString() {
      return text(this);
    }
  }

  /** Vendor-assigned, by enterprise number, DUID-EN (section 11.3). */
  record Enterprise(long number, Bytes identifier) implements Duid {
    static final int TYPE = 2;

    public Enterprise {
      Option.require("number", number, 0xffff_ffffL);
      requireContent(identifier, MAX_LENGTH - 6);
    }

    private static Duid parse(Bytes bytes) {
      return bytes.length() > 6
          ? new Enterprise(bytes.u32(2), bytes.slice(6, bytes.length()))
          : Other.parse(bytes);
    }

    @Override
    public Bytes bytes() {
      return written(TYPE, identifier, out -> out.putInt((int) number));
    }

    @Override
    public String toString() {
      return text(this);
    }
  }

  /** Link-layer address, DUID-LL (section 11.4). */
  record LinkLayer(int hardwareType, Bytes address) implements Duid {
    static final int TYPE = 3;

    public LinkLayer {
      Option.require("hardwareType", hardwareType, 0xffff);
      requireContent(address, MAX_LENGTH - 4);
    }

    private static Duid parse(Bytes bytes) {
      return bytes.length() > 4
          ? new LinkLayer(bytes.u16(2), bytes.slice(4, bytes.length()))
          : Other.parse(bytes);
    }

    @Override
    public Bytes bytes() {
      return written(TYPE, address, out -> out.putShort((short) hardwareType));
    }

    @Override
    public String toString() {
      return text(this);
    }
  }

  /** DUID-UUID (section 11.5, RFC 6355), for links without link-layer addresses. */
  record Uuid(UUID uuid) implements Duid {
    static final int TYPE = 4;

    private static Duid parse(Bytes bytes) {
      return bytes.length() == 18
          ? new Uuid(new UUID(bytes.u64(2), bytes.u64(10)))
          : Other.parse(bytes);
    }

    @Override
    public Bytes bytes() {
      return Bytes.written(
          18,
          out ->
              out.putShort((short) TYPE)
                  .putLong(uuid.getMostSignificantBits())
                  .putLong(uuid.getLeastSignificantBits()));
    }

    @Override
    public String toString() {
      return text(this);
    }
  }

  /** A DUID of an unknown type or with content that does not fit its type; it is still valid. */
  record Other(int type, Bytes content) implements Duid {
    public Other {
      Option.require("type", type, 0xffff);
      requireContent(content, MAX_LENGTH - 2);
    }

    private static Duid parse(Bytes bytes) {
      return new Other(bytes.u16(0), bytes.slice(2, bytes.length()));
    }

    @Override
    public Bytes bytes() {
      return written(type, content, _ -> {});
    }

    @Override
    public String toString() {
      return text(this);
    }
  }

  /** Reads a DUID with its type; empty for an invalid length. */
  static Optional<Duid> parse(Bytes bytes) {
    int length = bytes.length();
    if (length < 3 || length > MAX_LENGTH) {
      return Optional.empty();
    }
    return Optional.of(
        switch (bytes.u16(0)) {
          case LinkLayerTime.TYPE -> LinkLayerTime.parse(bytes);
          case Enterprise.TYPE -> Enterprise.parse(bytes);
          case LinkLayer.TYPE -> LinkLayer.parse(bytes);
          case Uuid.TYPE -> Uuid.parse(bytes);
          default -> Other.parse(bytes);
        });
  }

  private static void requireContent(Bytes content, int max) {
    if (content.length() == 0) {
      throw new IllegalArgumentException("an identifier has at least one octet");
    }
    Option.require("length", content.length(), max);
  }

  private static Bytes written(int type, Bytes tail, Consumer<ByteBuffer> fields) {
    return Bytes.written(
        MAX_LENGTH,
        out -> {
          out.putShort((short) type);
          fields.accept(out);
          tail.write(out);
        });
  }

  /** The DUID as server logs spell it. */
  private static String text(Duid duid) {
    return HexFormat.ofDelimiter(":").formatHex(duid.bytes().toArray());
  }
}
