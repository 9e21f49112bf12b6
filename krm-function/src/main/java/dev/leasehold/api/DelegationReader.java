package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code acquisition.dhcpv6} of a {@link DynamicPrefix}. */
final class DelegationReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final String ASKED = "set requestedPrefixLength";
  private static final String FIXED = "remove it";

  /** Codes of RFC 9915 section 24 that are refused, and what to do instead. */
  private static final Map<Integer, String> WRITTEN =
      Map.ofEntries(
          Map.entry(1, "use duid"),
          Map.entry(2, FIXED),
          Map.entry(3, "Leasehold does not request addresses"),
          Map.entry(5, "Leasehold does not request addresses"),
          Map.entry(6, FIXED),
          Map.entry(7, FIXED),
          Map.entry(8, FIXED),
          Map.entry(9, FIXED),
          Map.entry(13, FIXED),
          Map.entry(14, "use rapidCommit"),
          Map.entry(19, FIXED),
          Map.entry(20, FIXED),
          Map.entry(25, ASKED),
          Map.entry(26, ASKED));

  private DelegationReader() {}

  static DynamicPrefix.Delegation read(Field field) {
    field.allowOnly("interface", "requestedPrefixLength", "duid", "rapidCommit", "options");
    return new DynamicPrefix.Delegation(
        Values.interfaceName(field.get("interface")),
        field
            .find("requestedPrefixLength")
            .map(length -> length.integer(1, 128))
            .orElse(DynamicPrefix.Delegation.USUAL_LENGTH),
        field.find("duid").map(DelegationReader::duid).orElse(""),
        field.find("rapidCommit").map(Field::bool).orElse(true),
        field.find("options").map(DelegationReader::options).orElse(List.of()));
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
          "invalid DUID '"
              + text
              + "'; write auto, or 3 to 130 octets such as 00:03:00:01:02:00:5e:10:00:01");
    }
    return digits;
  }

  private static List<DhcpOption> options(Field field) {
    List<DhcpOption> options = new ArrayList<>();
    int octets = 0;
    for (Field item : field.items()) {
      DhcpOption option = option(item);
      if (options.contains(option)) {
        throw item.error("is a duplicate; keep one");
      }
      boolean again = options.stream().anyMatch(o -> o.code() == option.code());
      if (again && !DhcpOption.mayRepeat(option.code())) {
        throw item.get("code")
            .error(
                option.code()
                    + " occurs twice; only 16 and 17 may occur several times, once for each"
                    + " vendor");
      }
      octets += 4 + (option instanceof DhcpOption.Literal literal ? literal.hex().length() / 2 : 0);
      if (octets > DhcpOption.MOST_OCTETS) {
        throw item.error(
            "is too large: all options of a message together have room for "
                + DhcpOption.MOST_OCTETS
                + " octets");
      }
      options.add(option);
    }
    return options;
  }

  private static DhcpOption option(Field item) {
    item.allowOnly("code", "hex", "fromFile");
    Field codeField = item.get("code");
    int code = codeField.integer(1, 0xffff);
    String instead = WRITTEN.get(code);
    if (instead != null) {
      throw codeField.error(code + " is an option that Leasehold writes itself; " + instead);
    }
    Optional<Field> hex = item.find("hex");
    Optional<Field> fromFile = item.find("fromFile");
    if (hex.isPresent() == fromFile.isPresent()) {
      throw item.error(
          "needs either hex (the content, such as 00:00:0d:e9) or fromFile (the name of an entry in"
              + " spec.dhcpv6OptionFiles of the WatcherConfig)");
    }
    if (hex.isPresent() && code == DhcpOption.AUTHENTICATION) {
      throw hex.get()
          .error(
              "is not allowed for option 11, which holds credentials: they do not belong in Git."
                  + " Use fromFile: NAME, and name the file in spec.dhcpv6OptionFiles of the"
                  + " WatcherConfig");
    }
    return hex.isPresent()
        ? new DhcpOption.Literal(code, content(hex.get()))
        : new DhcpOption.FromFile(code, name(item.get("fromFile")));
  }

  /** As the WatcherConfig has names. */
  private static String name(Field field) {
    String name = field.text();
    if (!NAME.matcher(name).matches()) {
      throw field.error(
          "is not a valid name of an entry in spec.dhcpv6OptionFiles of the WatcherConfig: letters,"
              + " digits, '.', '_' and '-'");
    }
    return name;
  }

  /** The text is not in the error: it may be a secret that somebody put into the wrong field. */
  private static String content(Field field) {
    String digits = field.text().replace(":", "").toLowerCase(Locale.ROOT);
    boolean hexadecimal = digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    if (!hexadecimal || digits.length() % 2 != 0) {
      throw field.error(
          "is not hexadecimal: two digits for each octet, with or without colons, such as"
              + " 00:00:0d:e9");
    }
    return digits;
  }
}
