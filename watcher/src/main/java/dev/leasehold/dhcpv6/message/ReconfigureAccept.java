package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * Reconfigure Accept (RFC 9915 section 21.20): the client accepts Reconfigure messages, or the
 * server may send them.
 */
public record ReconfigureAccept() implements Option {
  public static final int CODE = 20;

  static Option parse(Bytes content) {
    return content.length() == 0 ? new ReconfigureAccept() : new UnknownDhcpOption(CODE, content);
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return 0;
  }

  @Override
  public void writeContent(ByteBuffer out) {}
}
