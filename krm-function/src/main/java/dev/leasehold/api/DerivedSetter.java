package dev.leasehold.api;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Place;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * A setter whose value is the Nth address of a CIDR, counted from its network address. Both may be
 * taken from a given setter, as {@code ${name}}.
 *
 * @param place where it is named
 */
public record DerivedSetter(String name, Operand cidr, Operand host, Place place) {
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
    field.allowOnly("name", "cidr", "host");
    Field name = field.get("name");
    DerivedSetter setter =
        new DerivedSetter(
            RenderConfig.setterName(name, name.text()),
            Operand.of(field.get("cidr")),
            Operand.of(field.get("host")),
            name.place());
    if (setter.cidr.reference().isEmpty()) {
      setter.prefix(Map.of());
    }
    if (setter.host.reference().isEmpty()) {
      setter.number(Map.of());
    }
    return setter;
  }

  /**
   * The address.
   *
   * @param given the setters that it may refer to
   * @throws FieldException when one of them is not given or does not fit, or the address lies
   *     outside the CIDR
   */
  public String value(Map<String, String> given) {
    Prefix prefix = prefix(given);
    BigInteger number = number(given);
    if (number.compareTo(prefix.size()) >= 0) {
      throw host.error("host " + number + " is outside " + prefix);
    }
    return prefix.network().plus(number).toString();
  }

  private Prefix prefix(Map<String, String> given) {
    String text = cidr.resolve(given);
    try {
      return Prefix.parse(text);
    } catch (AddressException e) {
      throw cidr.error(e.getMessage() == null ? "invalid CIDR '" + text + "'" : e.getMessage());
    }
  }

  private BigInteger number(Map<String, String> given) {
    String text = host.resolve(given);
    boolean digits = !text.isEmpty() && text.length() <= 39;
    for (int i = 0; i < text.length() && digits; i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits || text.length() > 1 && text.charAt(0) == '0') {
      throw host.error("invalid host number '" + Values.shortened(text) + "'; write 1, 2, …");
    }
    return new BigInteger(text);
  }
}
