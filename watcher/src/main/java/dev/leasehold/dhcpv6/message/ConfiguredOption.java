package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/** An option that the user configures. Its content may be a secret and is never shown. */
public record ConfiguredOption(int code, Bytes content) implements Option {
  public ConfiguredOption {
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

  @Override
  public String toString() {
    return "ConfiguredOption[code=" + code + ", " + content.length() + " octets]";
  }
}
