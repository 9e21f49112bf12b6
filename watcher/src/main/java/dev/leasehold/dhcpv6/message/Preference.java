package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/** Preference (RFC 9915 section 21.8): clients prefer the server with the higher value. */
public record Preference(int value) implements Option {
  public static final int CODE = 7;

  /** With this value the client waits for no other server (section 18.2.1). */
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
