package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.util.Locale;
import java.util.Optional;

/**
 * The router that holds a public address, and how the address got there.
 *
 * @param host a name, or an address without brackets; in lower case
 * @param port of its SSH server, 1 to 65535
 * @param wanParent its interface towards the provider
 * @param command the command line that allocates on it; empty: Leasehold's own script
 */
public record RouterRef(
    String host, int port, String user, String wanParent, Optional<String> command) {
  public static final int SSH_PORT = 22;

  private static final int LONGEST_HOST = 253;
  private static final int LONGEST_USER = 64;
  private static final int LONGEST_COMMAND = 1000;

  public RouterRef {
    host = host.toLowerCase(Locale.ROOT);
    if (!isHost(host) || !isUser(user) || !isWanParent(wanParent) || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "no router: " + user + "@" + host + ":" + port + " " + wanParent);
    }
    if (command.isPresent() && !isCommand(command.get())) {
      throw new IllegalArgumentException("no command line");
    }
  }

  /** Whether both are the same login at the same machine, as far as the texts say. */
  public boolean isSameLogin(RouterRef other) {
    return host.equals(other.host) && port == other.port && user.equals(other.user);
  }

  /** {@code user@host:port}. */
  public String login() {
    return user + "@" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * Reads the fields that a claim and a lease have in common.
   *
   * @throws dev.leasehold.krm.FieldException for the first one that does not fit
   */
  static RouterRef read(Field router) {
    return new RouterRef(
        host(router.get("host")),
        router.find("port").map(port -> port.integer(1, 65_535)).orElse(SSH_PORT),
        user(router.get("user")),
        wanParent(router.get("wanParent")),
        router.find("command").map(RouterRef::command));
  }

  private static String host(Field field) {
    String text = field.text();
    if (!isHost(text)) {
      throw field.error(
          "invalid host '"
              + Values.shortened(text)
              + "': write a host name, or an address without brackets");
    }
    if (text.indexOf(':') >= 0) {
      Values.routerAddress(field);
    }
    return text;
  }

  private static boolean isHost(String text) {
    boolean isV6 = text.indexOf(':') >= 0;
    boolean fits = !text.isEmpty() && text.length() <= LONGEST_HOST;
    for (int i = 0; i < text.length() && fits; i++) {
      char c = text.charAt(i);
      fits =
          isV6
              ? c == ':' || c <= 'f' && Character.digit(c, 16) >= 0
              : isLetterOrDigit(c) || i > 0 && "._-".indexOf(c) >= 0;
    }
    return fits;
  }

  private static String user(Field field) {
    String text = field.text();
    if (!isUser(text)) {
      throw field.error("invalid user '" + Values.shortened(text) + "': write a login name");
    }
    return text;
  }

  private static boolean isUser(String text) {
    boolean fits = !text.isEmpty() && text.length() <= LONGEST_USER;
    for (int i = 0; i < text.length() && fits; i++) {
      char c = text.charAt(i);
      fits = isLetterOrDigit(c) || c == '_' || i > 0 && ".@-".indexOf(c) >= 0;
    }
    return fits;
  }

  private static String wanParent(Field field) {
    String text = field.text();
    if (!isWanParent(text)) {
      throw field.error(
          "invalid interface name '"
              + Values.shortened(text)
              + "': write the router's interface towards the provider, such as eth9 or br0.2, of"
              + " at most 15 characters");
    }
    return text;
  }

  /** Linux allows more characters, but no router has them in a name. */
  private static boolean isWanParent(String text) {
    boolean fits = !text.isEmpty() && text.length() <= WanInterfaceName.LONGEST;
    for (int i = 0; i < text.length() && fits; i++) {
      char c = text.charAt(i);
      fits = isLetterOrDigit(c) || i > 0 && "._-".indexOf(c) >= 0;
    }
    return fits;
  }

  private static String command(Field field) {
    String text = field.text();
    if (!isCommand(text)) {
      throw field.error(
          "invalid command: write one line of at most "
              + LONGEST_COMMAND
              + " characters, as the router in the WatcherConfig lists it, or remove it for"
              + " Leasehold's own script");
    }
    return text;
  }

  private static boolean isCommand(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_COMMAND
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
