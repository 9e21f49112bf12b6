package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * An option that we do not know, or one whose content is not as its definition has it: kept as it
 * came, and without effect.
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
