package dev.leasehold.adopt;

import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses as people write them. */
final class AddressText {
  /** Global unicast addresses (RFC 4291 section 2.4): all that a provider lends. */
  private static final Prefix GLOBAL = Prefix.parse("2000::/3");

  private static final int LONGEST = 100_000;
  private static final Pattern INSIDE =
      Pattern.compile(
          "(?<![0-9A-Za-z:.])[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:/[0-9]{1,3})?");

  private AddressText() {}

  /**
   * The addresses of one value.
   *
   * @param range one address for {@code 2001:db8::10/64}, the address of an interface
   * @param suffix what follows the addresses, {@code /64}; mostly empty
   */
  record Value(AddressRange range, String suffix) {}

  /** Reads an address, a prefix, {@code first-last} or the address of an interface. */
  static Optional<Value> value(String text) {
    String value = text.strip();
    try {
      int dash = value.indexOf('-');
      int slash = value.indexOf('/');
      if (dash > 0) {
        return Optional.of(
            new Value(
                new AddressRange(
                    Address.parse(value.substring(0, dash).strip()),
                    Address.parse(value.substring(dash + 1).strip())),
                ""));
      }
      if (slash < 0) {
        return Optional.of(new Value(AddressRange.of(Address.parse(value)), ""));
      }
      Prefix prefix = Prefix.parseMasked(value);
      Address address = Address.parse(value.substring(0, slash));
      return Optional.of(
          address.equals(prefix.network())
              ? new Value(prefix.range(), "")
              : new Value(AddressRange.of(address), value.substring(slash)));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** Whether a provider may have lent them. */
  static boolean isLent(AddressRange range) {
    return GLOBAL.range().contains(range);
  }

  /** The lent addresses anywhere in a text. */
  static List<AddressRange> inside(String text) {
    List<AddressRange> found = new ArrayList<>();
    if (text.length() <= LONGEST && text.indexOf(':') >= 0) {
      Matcher matcher = INSIDE.matcher(text);
      while (matcher.find()) {
        value(matcher.group()).map(Value::range).filter(AddressText::isLent).ifPresent(found::add);
      }
    }
    return found;
  }
}
