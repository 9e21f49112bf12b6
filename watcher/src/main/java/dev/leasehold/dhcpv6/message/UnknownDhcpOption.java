package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * An unknown option, or one with invalid content. Its bytes are kept unchanged, and it has no
 * effect.
 */
public record UnknownDhcpOption(int code, Bytes content) implements Option {
  public UnknownDhcpOption {
    Option.require("code", code, 0xffff);
    Option.require("length", content.length(), MAX_LENGTH);
  }

  @Override
  public int length() {
    return content.length();
  }

  @Override
  public void writeContent(ByteBuffer out) {
    content.write(out);
  }
}
