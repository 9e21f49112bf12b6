package dev.leasehold.ssh;

import java.util.regex.Pattern;

/**
 * A machine with an SSH server, and the user there.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 */
public record SshServer(String host, int port, String user) {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*)|[0-9a-fA-F:]+");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]*");

  /**
   * @throws IllegalArgumentException if a field is invalid; the message begins with the name of the
   *     field
   */
  public SshServer {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "host: '" + host + "' is not a host name or an address without brackets");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " is not within 1 and 65535");
    }
    if (!USER.matcher(user).matches()) {
      throw new IllegalArgumentException("user: '" + user + "' is not a user name");
    }
  }

  /** The host and the port as known_hosts spells them: {@code host}, or {@code [host]:port}. */
  public String knownAs() {
    return port == 22 ? host : "[" + host + "]:" + port;
  }

  /** The host and the port, as JGit looks them up. */
  String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return user + "@" + address();
  }
}
