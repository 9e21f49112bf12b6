package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/** Client Identifier (RFC 9915 section 21.2). */
public record ClientId(Duid duid) implements Option {
  public static final int CODE = 1;

  static Option parse(Bytes content) {
    return Duid.parse(content)
        .<Option>map(ClientId::new)
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
