package dev.leasehold.l2;

import java.time.Instant;
import java.util.Optional;

/**
 * A Lease of Cilium's L2 announcements: its holder answers ARP and NDP for the addresses of one
 * Service.
 *
 * @param holder the name of the node; empty: nobody
 * @param acquiredAt when the holder got it
 * @param expiresAt when it ends unless the holder renews it
 * @param uid of the object, so that a deletion meets this one alone
 */
public record AnnouncementLease(
    String namespace,
    String name,
    String holder,
    Instant acquiredAt,
    Instant expiresAt,
    String uid,
    String resourceVersion) {
  /**
   * A Lease as its object has it.
   *
   * @param acquired when the holder got it; empty: not known
   * @param renewed when the holder renewed it; empty: nobody holds it
   * @param seconds how long it lasts after that
   */
  public static AnnouncementLease of(
      String namespace,
      String name,
      String uid,
      String resourceVersion,
      String holder,
      Optional<Instant> acquired,
      Optional<Instant> renewed,
      long seconds) {
    Instant last = renewed.orElse(Instant.EPOCH);
    return new AnnouncementLease(
        namespace,
        name,
        renewed.isEmpty() ? "" : holder,
        acquired.filter(_ -> renewed.isPresent()).orElse(last),
        last.plusSeconds(renewed.isEmpty() ? 0 : seconds),
        uid,
        resourceVersion);
  }

  boolean isHeld(Instant now) {
    return !holder.isEmpty() && now.isBefore(expiresAt);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
