package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.DomainNames;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Domain Search List (RFC 3646 section 4).
 *
 * @param names the names without the dot at the end
 */
public record DomainSearchList(List<String> names) implements Option {
  public static final int CODE = 24;

  public DomainSearchList {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no name");
    }
    Option.require("length", DomainNames.length(names), MAX_LENGTH);
  }

  static Option parse(Bytes content) {
    return DomainNames.parse(content)
        .filter(names -> !names.isEmpty())
        .<Option>map(DomainSearchList::new)
        .orElseGet(() -> new UnknownDhcpOption(CODE, content));
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return DomainNames.length(names);
  }

  @Override
  public void writeContent(ByteBuffer out) {
    DomainNames.write(names, out);
  }
}
