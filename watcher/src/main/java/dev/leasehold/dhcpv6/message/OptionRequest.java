package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Option Request, ORO (RFC 9915 section 21.7): the codes of the options that the client requests.
 */
public record OptionRequest(List<Integer> codes) implements Option {
  public static final int CODE = 6;

  public OptionRequest {
    codes = List.copyOf(codes);
    Option.require("length", codes.size() * 2L, MAX_LENGTH);
    for (int code : codes) {
      Option.require("code", code, 0xffff);
    }
  }

  static Option parse(Bytes content) {
    if (content.length() % 2 != 0) {
      return new UnknownDhcpOption(CODE, content);
    }
    List<Integer> codes = new ArrayList<>();
    for (int at = 0; at < content.length(); at += 2) {
      codes.add(content.u16(at));
    }
    return new OptionRequest(codes);
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return codes.size() * 2;
  }

  @Override
  public void writeContent(ByteBuffer out) {
    for (int code : codes) {
      out.putShort((short) code);
    }
  }
}
