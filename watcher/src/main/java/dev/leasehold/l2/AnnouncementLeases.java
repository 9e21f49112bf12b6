package dev.leasehold.l2;

import java.io.IOException;
import java.util.List;

/** The Leases of an API server, as far as {@link LeaseKeeper} needs them. */
public interface AnnouncementLeases {
  /**
   * The Leases of a namespace, also those that are not of L2 announcements.
   *
   * @throws IOException if the API server does not tell; what, why, and what to do
   */
  List<AnnouncementLease> list(String namespace) throws IOException, InterruptedException;

  /**
   * Deletes this object, not one of the same name that has been made since.
   *
   * @return whether it was still there
   * @throws IOException if the API server does not do so; what, why, and what to do
   */
  boolean delete(AnnouncementLease lease) throws IOException, InterruptedException;
}
