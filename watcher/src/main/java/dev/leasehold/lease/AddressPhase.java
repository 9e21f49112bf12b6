package dev.leasehold.lease;

/** How far a claim of a public address is. The spellings are a stable interface. */
public enum AddressPhase {
  /** The router has not leased an address yet. */
  PENDING("Pending"),
  /** The address is in Git, and its router says that it works. */
  READY("Ready"),
  /** The address is in Git, and its router does not say that it works. */
  DEGRADED("Degraded"),
  /** There is no address, and a person must act. */
  FAILED("Failed"),
  /** The address is in no pool any more, and the router gives it up. */
  RELEASING("Releasing");

  private final String spelling;

  AddressPhase(String spelling) {
    this.spelling = spelling;
  }

  /** The phase in status and metrics. */
  public String spelling() {
    return spelling;
  }
}
