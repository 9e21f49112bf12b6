package dev.leasehold.router;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The interface on a router that holds one public address.
 *
 * @param name at most 15 of {@code a-z0-9-}, the first no {@code -}
 * @param mac its unicast MAC address; in lower case, as the kernel shows it
 * @param parent the interface towards the provider
 */
public record WanInterface(String name, String mac, String parent) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,14}");
  private static final Pattern PARENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,14}");
  private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

  /**
   * @throws IllegalArgumentException if a field is invalid; the message begins with the name of the
   *     field
   */
  public WanInterface {
    mac = mac.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: '" + name + "' is not 1 to 15 of a-z, 0-9 and '-', with a letter or digit first");
    }
    if (!PARENT.matcher(parent).matches()) {
      throw new IllegalArgumentException("parent: '" + parent + "' is not an interface name");
    }
    if (!MAC.matcher(mac).matches() || mac.equals("00:00:00:00:00:00") || isMulticast(mac)) {
      throw new IllegalArgumentException(
          "mac: '" + mac + "' is not a unicast MAC address such as 02:00:5e:10:20:30");
    }
  }

  private static boolean isMulticast(String mac) {
    return (Character.digit(mac.charAt(1), 16) & 1) != 0;
  }
}
