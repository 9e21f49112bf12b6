package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * The IAIDs of an interface. RFC 9915 section 12.1 wants them the same across restarts, so they are
 * made of what is configured and not of an index, which is another one when a link is made again:
 * the first four octets of SHA-256 over {@code INTERFACE/LENGTH} in UTF-8, such as {@code wan0/56}.
 * Should two of an interface be the same, the one of the longer prefixes is the next number that is
 * free.
 */
final class Iaids {
  private Iaids() {}

  /** One IA for each length that is asked for. */
  static List<IaRequest> requests(String interfaceName, SortedSet<Integer> lengths) {
    Set<Long> taken = new HashSet<>();
    List<IaRequest> requests = new ArrayList<>();
    for (int length : lengths) {
      long iaid = hash(interfaceName + "/" + length);
      while (!taken.add(iaid)) {
        iaid = (iaid + 1) & 0xffff_ffffL;
      }
      requests.add(new IaRequest(iaid, length));
    }
    return List.copyOf(requests);
  }

  private static long hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return Bytes.copyOf(sha.digest(text.getBytes(StandardCharsets.UTF_8))).u32(0);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
