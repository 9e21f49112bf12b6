package dev.leasehold.targets;

import dev.leasehold.net.AddressRange;
import java.util.List;

/**
 * What one binding, or one public address, has for an object.
 *
 * @param owner its name in the record of who added what
 * @param strategy what becomes of entries that nobody here owns
 * @param leased whether anything is known of it yet; if not, what it added before stays
 * @param held its addresses, the current ones first
 */
public record Contribution(String owner, Strategy strategy, boolean leased, List<HeldRange> held) {
  public Contribution {
    held = List.copyOf(held);
  }

  /** What becomes of entries that nobody here owns. */
  public enum Strategy {
    /** The list holds these addresses, and of their family no others. */
    REPLACE,
    /** They are left alone. */
    APPEND
  }

  /**
   * Addresses of one lease.
   *
   * @param current whether they are in use from now on; else they drain
   */
  public record HeldRange(AddressRange addresses, boolean current) {}
}
