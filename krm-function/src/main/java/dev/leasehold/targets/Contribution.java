package dev.leasehold.targets;

import dev.leasehold.net.AddressRange;
import java.util.List;

/**
 * The addresses of one binding or one public address for an object.
 *
 * @param owner its name in the object's record
 * @param strategy whether entries without an owner stay
 * @param leased whether it has a lease; if not, its earlier entries stay
 * @param held its addresses, the current ones first
 */
public record Contribution(String owner, Strategy strategy, boolean leased, List<HeldRange> held) {
  public Contribution {
    held = List.copyOf(held);
  }

  /** Whether entries without an owner stay. */
  public enum Strategy {
    /** They are removed, if they are of the same family. */
    REPLACE,
    /** They stay. */
    APPEND
  }

  /**
   * Addresses of one lease.
   *
   * @param current whether they are current; if false, they drain
   */
  public record HeldRange(AddressRange addresses, boolean current) {}
}
