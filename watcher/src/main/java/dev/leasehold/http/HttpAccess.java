package dev.leasehold.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach the HTTP servers of one entry of the configuration.
 *
 * @param caFile the PEM file of the only trusted certificate authorities; empty: those of the
 *     runtime
 * @param proxy the HTTP proxy; empty: none
 * @param plainHttp whether {@code http} is permitted to hosts other than this machine
 */
public record HttpAccess(
    Optional<Path> caFile, Optional<InetSocketAddress> proxy, boolean plainHttp) {
  /** The runtime's authorities, no proxy, and plain {@code http} only to this machine. */
  public static final HttpAccess DEFAULT =
      new HttpAccess(Optional.empty(), Optional.empty(), false);

  /**
   * Why this address is not permitted, in words that follow it; empty: it is permitted.
   *
   * <p>A name other than {@code localhost} is never looked up here: its address may change between
   * the check and the connection.
   */
  public Optional<String> refusal(URI uri) {
    String scheme = String.valueOf(uri.getScheme());
    String host = String.valueOf(uri.getHost());
    if (uri.getHost() == null || !scheme.equals("https") && !scheme.equals("http")) {
      return Optional.of("is not an address such as https://HOST/PATH");
    }
    if (uri.getUserInfo() != null) {
      return Optional.of("holds a user name or a password; use an entry of spec.auth");
    }
    return scheme.equals("https") || plainHttp || isLoopback(host)
        ? Optional.empty()
        : Optional.of(
            "sends secrets without encryption; use https, or set plainHttp: true if the network is"
                + " trusted");
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    boolean literal = host.startsWith("[") || host.chars().allMatch(c -> c == '.' || isDigit(c));
    try {
      return literal && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
