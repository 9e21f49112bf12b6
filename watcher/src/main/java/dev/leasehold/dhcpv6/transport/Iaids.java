package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The IAIDs of an interface. RFC 9915 section 12.1 requires them to be constant across restarts, so
 * they are derived from the configuration and not from the interface index, which changes when a
 * link is recreated: the first four octets of SHA-256 over {@code INTERFACE/NAME} in UTF-8, such as
 * {@code wan0/home-ipv6}. On a collision the later name gets the next free number.
 *
 * <p>Earlier versions used {@code INTERFACE/LENGTH}. Prefixes held under such an IAID go to the
 * first name with that length, so that an update loses no prefix.
 */
final class Iaids {
  /**
   * An IA_PD and its DynamicPrefix.
   *
   * @param length the requested prefix length
   */
  record NamedIa(String prefixName, long iaid, int length) {
    IaRequest request() {
      return new IaRequest(iaid, length);
    }
  }

  private Iaids() {}

  /**
   * Assigns one IA to each name, in the order of the names.
   *
   * @param lengths the requested lengths by name
   * @param known the previous IAs by name
   * @param held the IAIDs with held prefixes
   */
  static List<NamedIa> assign(
      String interfaceName,
      SortedMap<String, Integer> lengths,
      List<NamedIa> known,
      Set<Long> held) {
    Map<String, Long> ids = new HashMap<>();
    Set<Long> taken = new HashSet<>();
    for (NamedIa ia : known) {
      if (lengths.containsKey(ia.prefixName()) && taken.add(ia.iaid())) {
        ids.put(ia.prefixName(), ia.iaid());
      }
    }
    Map<Integer, Long> before = byLength(interfaceName, new TreeSet<>(lengths.values()));
    List<NamedIa> assigned = new ArrayList<>();
    lengths.forEach((name, length) -> {
      long old = before.getOrDefault(length, -1L);
      if (!ids.containsKey(name) && held.contains(old) && taken.add(old)) {
        ids.put(name, old);
      }
    });
    lengths.forEach((name, length) -> {
      long iaid =
          ids.containsKey(name) ? ids.get(name) : free(hash(interfaceName + "/" + name), taken);
      assigned.add(new NamedIa(name, iaid, length));
    });
    return List.copyOf(assigned);
  }

  /** The IAIDs of earlier versions, by length. */
  private static Map<Integer, Long> byLength(String interfaceName, SortedSet<Integer> lengths) {
    Set<Long> taken = new HashSet<>();
    Map<Integer, Long> ids = new HashMap<>();
    for (int length : lengths) {
      ids.put(length, free(hash(interfaceName + "/" + length), taken));
    }
    return ids;
  }

  private static long free(long wanted, Set<Long> taken) {
    long iaid = wanted;
    while (!taken.add(iaid)) {
      iaid = (iaid + 1) & 0xffff_ffffL;
    }
    return iaid;
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
