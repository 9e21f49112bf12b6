package dev.leasehold.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host keys of a known_hosts text (sshd(8)): hashed names, {@code [host]:port}, patterns, and
 * {@code @revoked}. A line with {@code @cert-authority} trusts nothing, nor does one that cannot be
 * read.
 */
final class KnownHosts {
  private static final Logger log = LoggerFactory.getLogger(KnownHosts.class);
  private static final String REVOKED = "@revoked";

  private final String where;
  private final Text text;

  private interface Text {
    String read() throws IOException;
  }

  private KnownHosts(String where, Text text) {
    this.where = where;
    this.text = text;
  }

  /** The keys of a file, which is read at each use. */
  static KnownHosts ofFile(Path file) {
    // Malformed text would be an error: a comment in another encoding is none.
    return new KnownHosts(
        file.toString(), () -> new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
  }

  /**
   * The keys of a text.
   *
   * @param where the place of the text, for messages
   */
  static KnownHosts ofText(String where, String text) {
    return new KnownHosts(where, () -> text);
  }

  /**
   * The trusted keys of a host.
   *
   * @param address {@code host:port} as it is in the configuration
   */
  List<PublicKey> keys(String address, InetSocketAddress remote) {
    try {
      return keys(lines(), address, remote);
    } catch (IOException e) {
      log.warn("cannot read {}: {}", where, e.toString());
      return List.of();
    }
  }

  /**
   * Why the key of a host is not accepted; empty if it is.
   *
   * @param address {@code host:port} as it is in the configuration
   */
  Optional<String> refusal(String address, InetSocketAddress remote, PublicKey key) {
    String shown = KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
    List<String> lines;
    try {
      lines = lines();
    } catch (IOException e) {
      log.warn("cannot read {}: {}", where, e.toString());
      return Optional.of("the host key of " + address + " is not checked: cannot read " + where);
    }
    if (isRevoked(lines, key)) {
      return Optional.of("the host key of " + address + " is revoked in " + where + ": " + shown);
    }
    List<PublicKey> trusted = keys(lines, address, remote);
    if (trusted.stream().anyMatch(each -> KeyUtils.compareKeys(each, key))) {
      return Optional.empty();
    }
    boolean other = !trusted.isEmpty();
    return Optional.of(
        (other ? "the host key of " : "the host ")
            + address
            + (other ? " is not the one in " : " is not in ")
            + where
            + "; it shows "
            + shown);
  }

  /** Whether a line revokes the key, or none can be read. */
  boolean isRevoked(PublicKey key) {
    try {
      return isRevoked(lines(), key);
    } catch (IOException e) {
      log.warn("cannot read {}: {}", where, e.toString());
      return true;
    }
  }

  /** The hosts of the line do not matter: a key that leaked is good for none. */
  private static boolean isRevoked(List<String> lines, PublicKey key) {
    String encoded = PublicKeyEntry.toString(key).split(" ", 3)[1];
    return lines.stream()
        .map(line -> Arrays.asList(line.split(" ")))
        .anyMatch(words -> words.getFirst().equals(REVOKED) && words.contains(encoded));
  }

  /** The lines, with single spaces between words. */
  private List<String> lines() throws IOException {
    return text.read()
        .lines()
        .map(line -> line.strip().replaceAll("\\s+", " "))
        .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
        .toList();
  }

  private List<PublicKey> keys(List<String> lines, String address, InetSocketAddress remote) {
    Set<SshdSocketAddress> names =
        Set.copyOf(
            List.of(
                configured(address),
                new SshdSocketAddress(remote.getHostString(), remote.getPort())));
    List<PublicKey> keys = new ArrayList<>();
    for (String line : lines) {
      if (line.charAt(0) == KnownHostEntry.MARKER_INDICATOR) {
        continue;
      }
      try {
        KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(line);
        if (names.stream().anyMatch(n -> entry.isHostMatch(n.getHostName(), n.getPort()))) {
          @Nullable PublicKey key =
              entry.getKeyEntry().resolvePublicKey(null, null, PublicKeyEntryResolver.IGNORING);
          if (key != null) {
            keys.add(key);
          }
        }
      } catch (IOException | GeneralSecurityException | RuntimeException e) {
        log.debug("{}: a line is left out, because it cannot be read", where, e);
      }
    }
    return keys;
  }

  /** {@code host:port} or {@code [host]:port}. */
  private static SshdSocketAddress configured(String address) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    return new SshdSocketAddress(
        isBracketed ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(address.substring(colon + 1)));
  }
}
