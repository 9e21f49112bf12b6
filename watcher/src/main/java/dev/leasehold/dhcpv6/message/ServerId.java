package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/** Server Identifier (RFC 9915 section 21.3). */
public record ServerId(Duid duid) implements Option {
  public static final int CODE = 2;

  static Option parse(Bytes content) {
    return Duid.parse(content)
        .<Option>map(ServerId::new)
        .orElseGet(() -> new UnknownDhcpOption(CODE, content));
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return duid.bytes().length();
  }

  @Override
  public void writeContent(ByteBuffer out) {
    duid.bytes().write(out);
  }
}
