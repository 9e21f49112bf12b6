package dev.leasehold.api;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Place;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A setter whose value is a part of a CIDR. The CIDR and the number may be taken from a given
 * setter, as {@code ${name}}.
 *
 * @param place where it is named
 */
public record DerivedSetter(String name, Operand cidr, Part part, Operand number, Place place) {
  private static final int OCTETS = 3;

  /** What the number counts. */
  public enum Part {
    /** The Nth address, counted from the network address. */
    HOST("host"),
    /** The first N numbers of the network address, joined by dots: before the last one of IPv4. */
    OCTETS("octets");

    private final String field;

    Part(String field) {
      this.field = field;
    }
  }

  /** A field's text, and where it stands. */
  public record Operand(String text, Place place) {
    private static Operand of(Field field) {
      return new Operand(field.text(), field.place());
    }

    /** The setter that it is taken from; empty where it says itself. */
    private Optional<String> reference() {
      return text.startsWith("${") && text.endsWith("}")
          ? Optional.of(text.substring(2, text.length() - 1))
          : Optional.empty();
    }

    private String resolve(Map<String, String> given) {
      Optional<String> name = reference();
      if (name.isEmpty()) {
        return text;
      }
      String value = given.get(name.get());
      if (value == null) {
        throw error("setter '" + name.get() + "' has no single value; set one");
      }
      return value;
    }

    private FieldException error(String message) {
      return new FieldException(place, message);
    }
  }

  static DerivedSetter read(Field field) {
    field.allowOnly("name", "cidr", "host", "octets");
    Field name = field.get("name");
    Part part = field.find(Part.OCTETS.field).isPresent() ? Part.OCTETS : Part.HOST;
    if (part == Part.OCTETS && field.find(Part.HOST.field).isPresent()) {
      throw field.error("has both host and octets; keep one");
    }
    DerivedSetter setter =
        new DerivedSetter(
            RenderConfig.setterName(name, name.text()),
            Operand.of(field.get("cidr")),
            part,
            Operand.of(field.get(part.field)),
            name.place());
    if (setter.cidr.reference().isEmpty()) {
      setter.prefix(Map.of());
    }
    if (setter.number.reference().isEmpty()) {
      setter.parsedNumber(Map.of());
    }
    return setter;
  }

  /**
   * The address, or the part of one.
   *
   * @param given the setters that it may refer to
   * @throws FieldException when one of them is not given or does not fit, or the address lies
   *     outside the CIDR
   */
  public String value(Map<String, String> given) {
    Prefix prefix = prefix(given);
    BigInteger count = parsedNumber(given);
    return switch (part) {
      case HOST -> {
        if (count.compareTo(prefix.size()) >= 0) {
          throw number.error("host " + count + " is outside " + prefix);
        }
        yield prefix.network().plus(count).toString();
      }
      case OCTETS -> octets(prefix, count);
    };
  }

  private String octets(Prefix prefix, BigInteger count) {
    if (prefix.network().family() != Family.IPV4) {
      throw cidr.error(prefix + " is not IPv4, so it has no octets");
    }
    if (count.signum() == 0 || count.compareTo(BigInteger.valueOf(OCTETS)) > 0) {
      throw invalidCount(count.toString());
    }
    return String.join(
        ".", List.of(prefix.network().toString().split("\\.")).subList(0, count.intValue()));
  }

  private FieldException invalidCount(String text) {
    return number.error("invalid count '" + Values.shortened(text) + "'; write 1, 2 or 3");
  }

  private Prefix prefix(Map<String, String> given) {
    String text = cidr.resolve(given);
    try {
      return Prefix.parse(text);
    } catch (AddressException e) {
      throw cidr.error(e.getMessage() == null ? "invalid CIDR '" + text + "'" : e.getMessage());
    }
  }

  private BigInteger parsedNumber(Map<String, String> given) {
    String text = number.resolve(given);
    boolean digits = !text.isEmpty() && text.length() <= 39;
    for (int i = 0; i < text.length() && digits; i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits || text.length() > 1 && text.charAt(0) == '0') {
      throw part == Part.OCTETS
          ? invalidCount(text)
          : number.error("invalid host number '" + Values.shortened(text) + "'; write 1, 2, …");
    }
    return new BigInteger(text);
  }
}
