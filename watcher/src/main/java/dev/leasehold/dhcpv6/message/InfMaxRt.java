package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * INF_MAX_RT (RFC 9915 section 21.25): the longest time between two Information-request messages.
 *
 * <p>A client "MUST ignore" a value outside of 60 to 86400; such an option is read as unknown.
 */
public record InfMaxRt(long seconds) implements Option {
  public static final int CODE = 83;

  private static final long MIN = 60;
  private static final long MAX = 86_400;

  public InfMaxRt {
    if (seconds < MIN || seconds > MAX) {
      throw new IllegalArgumentException(seconds + " is not within " + MIN + " to " + MAX);
    }
  }

  static Option parse(Bytes content) {
    return content.length() == 4 && content.u32(0) >= MIN && content.u32(0) <= MAX
        ? new InfMaxRt(content.u32(0))
        : new UnknownDhcpOption(CODE, content);
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return 4;
  }

  @Override
  public void writeContent(ByteBuffer out) {
    out.putInt((int) seconds);
  }
}
