package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * Elapsed Time (RFC 9915 section 21.9): the time since the client began this exchange.
 *
 * @param hundredths hundredths of a second; {@link #MAX} also means any longer time
 */
public record ElapsedTime(int hundredths) implements Option {
  public static final int CODE = 8;

  public static final int MAX = 0xffff;

  public ElapsedTime {
    Option.require("hundredths", hundredths, MAX);
  }

  static Option parse(Bytes content) {
    return content.length() == 2
        ? new ElapsedTime(content.u16(0))
        : new UnknownDhcpOption(CODE, content);
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return 2;
  }

  @Override
  public void writeContent(ByteBuffer out) {
    out.putShort((short) hundredths);
  }
}
