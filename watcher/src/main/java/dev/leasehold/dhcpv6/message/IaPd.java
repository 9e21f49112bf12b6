package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import dev.leasehold.wire.Parsed;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Identity Association for Prefix Delegation (RFC 9915 section 21.21).
 *
 * @param t1 the time to the renewal, in seconds; 0: the client chooses
 * @param t2 the time to the rebinding, in seconds; 0: the client chooses. The client checks for t1
 *     > t2, which makes the option invalid
 */
public record IaPd(long iaid, long t1, long t2, List<Option> options) implements Option {
  public static final int CODE = 25;

  private static final int FIXED = 12;

  public IaPd {
    Option.require("iaid", iaid, 0xffff_ffffL);
    Option.require("t1", t1, Lifetime.INFINITY);
    Option.require("t2", t2, Lifetime.INFINITY);
    options = List.copyOf(options);
    Option.require("length", FIXED + Option.size(options), MAX_LENGTH);
  }

  static Parsed<Option> parse(Bytes content, OptionReader reader) {
    return content.length() < FIXED
        ? new Parsed.Accepted<>(new UnknownDhcpOption(CODE, content))
        : reader
            .readNested(content, FIXED)
            .flatMap(options ->
                new Parsed.Accepted<>(
                    new IaPd(content.u32(0), content.u32(4), content.u32(8), options)));
  }

  /** The IA Prefix options, in order. */
  public List<IaPrefix> prefixes() {
    return Option.all(options, IaPrefix.class);
  }

  /** The status of the whole association; empty means success (section 21.13). */
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
    out.putInt((int) iaid).putInt((int) t1).putInt((int) t2);
    Option.writeAll(options, out);
  }
}
