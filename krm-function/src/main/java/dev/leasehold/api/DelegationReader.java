package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.util.Locale;

/** Reads {@code acquisition.dhcpv6} of a {@link DynamicPrefix}. */
final class DelegationReader {
  private DelegationReader() {}

  static DynamicPrefix.Delegation read(Field field) {
    field.allowOnly("interface", "requestedPrefixLength", "duid", "rapidCommit");
    return new DynamicPrefix.Delegation(
        Values.interfaceName(field.get("interface")),
        field
            .find("requestedPrefixLength")
            .map(length -> length.integer(1, 128))
            .orElse(DynamicPrefix.Delegation.USUAL_LENGTH),
        field.find("duid").map(DelegationReader::duid).orElse(""),
        field.find("rapidCommit").map(Field::bool).orElse(true));
  }

  /** In hexadecimal without colons, as RFC 9915 section 11.1 bounds it; empty for {@code auto}. */
  private static String duid(Field field) {
    String text = field.text();
    if (text.equals("auto")) {
      return "";
    }
    String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
    boolean hexadecimal = digits.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    if (!hexadecimal || digits.length() % 2 != 0 || digits.length() < 6 || digits.length() > 260) {
      throw field.error(
          "'"
              + text
              + "' is no DUID: auto, or 3 to 130 octets such as 00:03:00:01:02:00:5e:10:00:01");
    }
    return digits;
  }
}
