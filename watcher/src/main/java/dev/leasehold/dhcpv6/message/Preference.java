package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/** Preference (RFC 9915 section 21.8): of two servers, the one with the higher value. */
public record Preference(int value) implements Option {
  public static final int CODE = 7;

  /** Section 18.2.1: with this one the client waits for no other. */
  public static final int MAX = 255;

  public Preference {
    Option.require("value", value, MAX);
  }

  static Option parse(Bytes content) {
    return content.length() == 1
        ? new Preference(content.u8(0))
        : new UnknownDhcpOption(CODE, content);
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return 1;
  }

  @Override
  public void writeContent(ByteBuffer out) {
    out.put((byte) value);
  }
}
