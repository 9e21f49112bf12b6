package dev.leasehold.api;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads the values that our kinds are made of; whatever does not fit names its field. */
final class Values {
  private Values() {}

  /** A DNS label (RFC 1123 section 2.1) without upper case, as Kubernetes has them. */
  static String label(Field field) {
    String text = field.text();
    boolean fits =
        !text.isEmpty() && text.length() <= 63 && !text.startsWith("-") && !text.endsWith("-");
    for (int i = 0; i < text.length() && fits; i++) {
      char c = text.charAt(i);
      fits = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
    }
    if (!fits) {
      throw field.error(
          "invalid name '"
              + text
              + "': write up to 63 of a-z, 0-9 and '-', with no '-' first or last");
    }
    if (text.equals("all")) {
      throw field.error("name 'all' is reserved; choose another");
    }
    return text;
  }

  /** A DNS subdomain (RFC 1123), as the names of Kubernetes objects are; part of file names too. */
  static String objectName(Field field) {
    String text = field.text();
    if (text.length() > 253 || !isDotted(text)) {
      throw field.error(
          "invalid object name '"
              + shortened(text)
              + "': write words of a-z, 0-9 and '-', with dots");
    }
    return text;
  }

  /** Whether it is words with single dots between them that neither begin nor end with a dash. */
  private static boolean isDotted(String text) {
    char before = '.';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
      boolean fits = isLetter || before != '.' && (c == '-' || c == '.' && before != '-');
      if (!fits) {
        return false;
      }
      before = c;
    }
    return before != '.' && before != '-';
  }

  /** The namespace and name of a Service. */
  static DynamicPrefix.ServiceRef service(Field field) {
    field.allowOnly("namespace", "name");
    return new DynamicPrefix.ServiceRef(
        objectName(field.get("namespace")), objectName(field.get("name")));
  }

  /** The key of an annotation: a word, or {@code domain/word}. */
  static String annotationKey(Field field) {
    String text = field.text();
    boolean fits =
        !text.isEmpty()
            && text.length() <= 317
            && text.indexOf('/') == text.lastIndexOf('/')
            && text.chars()
                .allMatch(c ->
                    c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c >= '0' && c <= '9'
                        || "/._-".indexOf(c) >= 0);
    if (!fits) {
      throw field.error(
          "invalid annotation key '" + shortened(text) + "'; write it as example.org/name");
    }
    return text;
  }

  static Prefix prefix(Field field) {
    return address(field, Prefix::parse);
  }

  static Address routerAddress(Field field) {
    return address(field, Address::parse);
  }

  /** The host part of an IPv6 address: {@code ::80}. */
  static Address suffix(Field field) {
    if (field.text().indexOf(':') < 0) {
      throw noHostPart(field);
    }
    Address suffix = address(field, Address::parse);
    if (suffix.family() != Family.IPV6) {
      throw noHostPart(field);
    }
    return suffix;
  }

  private static FieldException noHostPart(Field field) {
    String meant = field.text().length() <= 4 && isHex(field.text()) ? field.text() : "1000";
    return field.error("invalid IPv6 host part '" + field.text() + "'; write it as ::" + meant);
  }

  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** A number of addresses: {@code 4096}, {@code 0x1000} or {@code "::1000"}. */
  static BigInteger offset(Field field) {
    String text = field.text();
    if (text.indexOf(':') >= 0) {
      return suffix(field).value();
    }
    BigInteger value = field.wholeNumber();
    if (value.signum() < 0 || value.bitLength() > 128) {
      throw field.error(
          "invalid number of addresses '" + text + "'; write 4096, 0x1000 or \"::1000\"");
    }
    return value;
  }

  static Instant instant(Field field) {
    String text = field.text();
    try {
      return isInSeconds(text) ? inSeconds(text) : Instant.parse(text);
    } catch (DateTimeException e) {
      throw field.error("invalid time '" + field.text() + "'; write it as 2026-11-21T10:00:00Z");
    }
  }

  /** Whether it is as leases have it: loading the JDK's formats takes longer than the rest. */
  private static boolean isInSeconds(String text) {
    String form = "0000-00-00T00:00:00Z";
    boolean fits = text.length() == form.length();
    for (int i = 0; i < form.length() && fits; i++) {
      char c = text.charAt(i);
      fits = form.charAt(i) == '0' ? c >= '0' && c <= '9' : c == form.charAt(i);
    }
    return fits && twoDigits(text, 11) < 24 && twoDigits(text, 14) < 60 && twoDigits(text, 17) < 60;
  }

  private static Instant inSeconds(String text) {
    int year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
    long days = LocalDate.of(year, twoDigits(text, 5), twoDigits(text, 8)).toEpochDay();
    int minutes = 60 * twoDigits(text, 11) + twoDigits(text, 14);
    return Instant.ofEpochSecond(86_400 * days + 60L * minutes + twoDigits(text, 17));
  }

  private static int twoDigits(String text, int at) {
    return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
  }

  /**
   * A length of time: {@code key: 90s}, {@code 60m}, {@code 1h30m}, or {@code keySeconds: 90},
   * {@code keyMinutes: 60}.
   */
  static Optional<Duration> duration(Field parent, String key) {
    Optional<Field> text = parent.find(key);
    Optional<Field> minutes = parent.find(key + "Minutes");
    Optional<Field> seconds = parent.find(key + "Seconds");
    if (text.isPresent() && (minutes.isPresent() || seconds.isPresent())
        || minutes.isPresent() && seconds.isPresent()) {
      throw minutes.or(() -> seconds).orElseThrow().error("duplicates another field; keep one");
    }
    return text.map(Durations::read)
        .or(() -> minutes.map(field -> Duration.ofMinutes(field.integer(0, 1_000_000))))
        .or(() -> seconds.map(field -> Duration.ofSeconds(field.integer(0, 60_000_000))));
  }

  /**
   * One of an enum's constants, which are all its values, spelled in camel case: {@code
   * RouterAdvertisement}.
   */
  static <E extends Enum<E>> E choice(Field field, E[] constants) {
    String text = field.text();
    for (E constant : constants) {
      if (spelling(constant).equals(text)) {
        return constant;
      }
    }
    throw field.error(
        "'"
            + text
            + "' is not one of "
            + String.join(", ", Arrays.stream(constants).map(Values::spelling).toList()));
  }

  static String spelling(Enum<?> constant) {
    StringBuilder spelling = new StringBuilder();
    for (String word : constant.name().split("_", -1)) {
      spelling.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return spelling.toString();
  }

  private static <T> T address(Field field, Function<String, T> parse) {
    try {
      return parse.apply(field.text());
    } catch (AddressException e) {
      throw field.error(e.getMessage() == null ? "is not an address" : e.getMessage());
    }
  }

  static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  /** The name of a router, as the WatcherConfig has it. */
  static String routerName(Field field) {
    String name = field.text();
    boolean fits = !name.isEmpty() && "._-".indexOf(name.charAt(0)) < 0;
    for (int i = 0; i < name.length() && fits; i++) {
      char c = name.charAt(i);
      fits =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "._-".indexOf(c) >= 0;
    }
    if (!fits) {
      throw field.error(
          "invalid router name '"
              + name
              + "': write the name of an entry of spec.routers in the"
              + " WatcherConfig");
    }
    return name;
  }

  /** A Linux interface name: at most 15 characters, no slash, no blank. */
  static String interfaceName(Field field) {
    String name = field.text();
    boolean fits = !name.isEmpty() && name.length() <= 15;
    for (int i = 0; i < name.length() && fits; i++) {
      char c = name.charAt(i);
      fits = c != '/' && c > ' ' && c <= '~';
    }
    if (!fits) {
      throw field.error(
          "invalid interface name '" + name + "': at most 15 characters, no blank or /");
    }
    return name;
  }
}
