package dev.leasehold.election;

/**
 * The one Lease of the watchers of one name. Each call is one request, which takes no longer than
 * {@link Timing#request}.
 */
public interface LeaseStore {
  /** The result of a request. */
  sealed interface Answer {}

  /**
   * The Lease as it is now.
   *
   * @param version changes with every write
   */
  record Found(LeaseState lease, String version) implements Answer {}

  /** There is no Lease. */
  record Missing() implements Answer {}

  /** Nothing was written, because another write came first. */
  record Conflict() implements Answer {}

  /**
   * Nothing is known: the server was not reached, or failed. A write may have happened.
   *
   * @param why the reason, and what to do if somebody has to act
   */
  record Unavailable(String why) implements Answer {}

  /**
   * The server does not serve this process, or there are no credentials for it. Nothing was
   * written.
   *
   * @param why the reason, and what to do
   */
  record Refused(String why) implements Answer {}

  /** The Lease in messages, {@code Lease NAMESPACE/NAME}. */
  String place();

  /** Reads the Lease; never a Conflict. */
  Answer read();

  /** Creates the Lease if there is none; never Missing. */
  Answer create(LeaseState lease);

  /**
   * Replaces the Lease if it still has this version.
   *
   * @param known what to replace
   */
  Answer replace(Found known, LeaseState lease);
}
