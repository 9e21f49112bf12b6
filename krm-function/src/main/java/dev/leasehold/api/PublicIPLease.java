package dev.leasehold.api;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import java.time.Instant;
import java.util.Optional;

/**
 * What the watcher holds for one claim of a public address. It has all that is needed to release
 * the address after the claim was deleted.
 *
 * @param name its own, by which setters take it: the claim's
 * @param claim the PublicIPClaim that it answers
 * @param poolName the pool that has the address; empty if none has
 * @param wanInterface the interface on the router that holds it: a new allocation uses it again
 * @param macAddress of that interface: with it the provider leases the same address again
 * @param router where to release it; empty if nothing is to be released there
 * @param onDelete what becomes of it after the claim was deleted
 * @param since when its state began, in whole seconds; empty in leases of earlier versions
 */
public record PublicIPLease(
    String name,
    String claim,
    Optional<String> poolName,
    Address ip,
    Optional<String> wanInterface,
    Optional<MacAddress> macAddress,
    Optional<RouterRef> router,
    State state,
    PublicIPClaim.OnDelete onDelete,
    Optional<Instant> since)
    implements Lease {
  public PublicIPLease {
    if (wanInterface.isPresent() && !WanInterfaceName.isName(wanInterface.get())) {
      throw new IllegalArgumentException("no interface name: " + wanInterface.get());
    }
  }

  /** Whether the address is in use. */
  public enum State {
    /** It is. */
    HELD,
    /** It is in no pool any more, and the router has still to give it up. */
    RELEASING
  }

  /** One that is held, of a router that is not known. */
  public PublicIPLease(
      String name,
      String claim,
      Optional<String> poolName,
      Address ip,
      Optional<String> wanInterface,
      Optional<MacAddress> macAddress) {
    this(
        name,
        claim,
        poolName,
        ip,
        wanInterface,
        macAddress,
        Optional.empty(),
        State.HELD,
        PublicIPClaim.OnDelete.RELEASE,
        Optional.empty());
  }

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static PublicIPLease read(Field root) {
    return PublicIPLeaseText.read(root);
  }

  /**
   * The same lease in its next state: in no pool any more.
   *
   * @param otherName the name of its document
   * @param at when that state begins, in whole seconds
   */
  public PublicIPLease releasing(String otherName, Instant at) {
    return new PublicIPLease(
        otherName,
        claim,
        poolName,
        ip,
        wanInterface,
        macAddress,
        router,
        State.RELEASING,
        onDelete,
        Optional.of(at));
  }

  /** The same lease with another time. */
  public PublicIPLease since(Optional<Instant> other) {
    return new PublicIPLease(
        name, claim, poolName, ip, wanInterface, macAddress, router, state, onDelete, other);
  }

  /** Whether an interface of its own on a router holds it, which must be released one day. */
  public boolean isAllocated() {
    return router.isPresent() && wanInterface.isPresent() && macAddress.isPresent();
  }

  /** Whether the router releases the address when the claim is gone. */
  public boolean isReleasedWithoutClaim() {
    return onDelete == PublicIPClaim.OnDelete.RELEASE && router.isPresent();
  }

  /** Whether pools and manifests may have the address. */
  public boolean isHeld() {
    return state == State.HELD;
  }

  @Override
  public SubjectId id() {
    return SubjectId.publicIp(claim);
  }

  @Override
  public Document write(Optional<Document> document, String file) {
    return PublicIPLeaseText.write(this, document, file);
  }
}
