package dev.leasehold.dhcpv6.message;

import dev.leasehold.net.Address;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import dev.leasehold.wire.Parsed;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * IA Prefix (RFC 9915 section 21.22).
 *
 * @param preferredLifetime in seconds. The client checks that it is not longer than the valid
 *     lifetime, which makes the option invalid
 * @param validLifetime in seconds; 0: withdrawn
 * @param address the received address, possibly with bits after the prefix
 */
public record IaPrefix(
    long preferredLifetime,
    long validLifetime,
    int prefixLength,
    Address address,
    List<Option> options)
    implements Option {
  public static final int CODE = 26;

  private static final int FIXED = 25;

  public IaPrefix {
    Option.require("preferredLifetime", preferredLifetime, Lifetime.INFINITY);
    Option.require("validLifetime", validLifetime, Lifetime.INFINITY);
    Option.require("prefixLength", prefixLength, 128);
    if (address.family() != Family.IPV6) {
      throw new IllegalArgumentException("not an IPv6 address: " + address);
    }
    options = List.copyOf(options);
    Option.require("length", FIXED + Option.size(options), MAX_LENGTH);
  }

  static Parsed<Option> parse(Bytes content, OptionReader reader) {
    return content.length() < FIXED || content.u8(8) > 128
        ? new Parsed.Accepted<>(new UnknownDhcpOption(CODE, content))
        : reader
            .readNested(content, FIXED)
            .flatMap(options ->
                new Parsed.Accepted<>(
                    new IaPrefix(
                        content.u32(0),
                        content.u32(4),
                        content.u8(8),
                        Address.of(content.slice(9, FIXED).toArray()),
                        options)));
  }

  /** The prefix, without the bits after it. */
  public Prefix prefix() {
    return Prefix.containing(address, prefixLength);
  }

  /** The status of this prefix alone; empty means success (section 21.13). */
  public Optional<StatusCode> status() {
    return Option.first(options, StatusCode.class);
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return FIXED + Option.size(options);
  }

  @Override
  public void writeContent(ByteBuffer out) {
    out.putInt((int) preferredLifetime)
        .putInt((int) validLifetime)
        .put((byte) prefixLength)
        .put(address.bytes());
    Option.writeAll(options, out);
  }
}
