package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/** Rapid Commit (RFC 9915 section 21.14): the client accepts a Reply to a Solicit. */
public record RapidCommit() implements Option {
  public static final int CODE = 14;

  static Option parse(Bytes content) {
    return content.length() == 0 ? new RapidCommit() : new UnknownDhcpOption(CODE, content);
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
