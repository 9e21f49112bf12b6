package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.DomainNames;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * AFTR-Name (RFC 6334 section 3): the end of a DS-Lite tunnel.
 *
 * @param name the name without the dot at the end
 */
public record AftrName(String name) implements Option {
  public static final int CODE = 64;

  public AftrName {
    Option.require("length", DomainNames.length(List.of(name)), MAX_LENGTH);
  }

  /** Reads exactly one name. */
  static Option parse(Bytes content) {
    return DomainNames.parse(content)
        .filter(names -> names.size() == 1)
        .<Option>map(names -> new AftrName(names.getFirst()))
        .orElseGet(() -> new UnknownDhcpOption(CODE, content));
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return DomainNames.length(List.of(name));
  }

  @Override
  public void writeContent(ByteBuffer out) {
    DomainNames.write(List.of(name), out);
  }
}
