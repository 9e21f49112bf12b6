package dev.leasehold.l2;

import java.time.Instant;

/**
 * A Lease of Cilium's L2 announcements: its holder answers ARP and NDP for the addresses of one
 * Service.
 *
 * @param holder the name of the node; empty: nobody
 * @param acquiredAt when the holder got it
 * @param expiresAt when it ends unless the holder renews it
 * @param uid of the object, so that a deletion meets this one alone
 */
record AnnouncementLease(
    String namespace,
    String name,
    String holder,
    Instant acquiredAt,
    Instant expiresAt,
    String uid,
    String resourceVersion) {
  boolean isHeld(Instant now) {
    return !holder.isEmpty() && now.isBefore(expiresAt);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
