package dev.leasehold.pins;

import dev.leasehold.krm.Document;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;

/**
 * The pools of Cilium that bindings feed, as they are in Git. Their blocks are never split, because
 * Services would lose their addresses; a block that is not there yet can be written in pieces.
 */
final class FedPools {
  private final List<AddressRange> present = new ArrayList<>();

  /** Pools that hand out the first and the last address of a CIDR too. */
  private final Set<String> wholeCidrs = new HashSet<>();

  private FedPools() {}

  /**
   * The pools with these names.
   *
   * @param patches the files that hold patches
   */
  static FedPools named(Collection<String> names, List<Document> documents, Set<String> patches) {
    FedPools fed = new FedPools();
    List<Pool> pools = new ArrayList<>();
    for (Document document : documents) {
      if (document.mentions(Pool.KIND)) {
        Pool.of(0, document).filter(pool -> names.contains(pool.name())).ifPresent(pools::add);
      }
    }
    Pool.withoutPatches(pools, patches).forEach(fed::add);
    return fed;
  }

  private void add(Pool pool) {
    present.addAll(pool.blocks());
    if (!pool.sparesFirstAndLast()) {
      wholeCidrs.add(pool.name());
    }
  }

  /** Whether one of them has a block with that address. */
  boolean hold(Address address) {
    return overlap(AddressRange.of(address));
  }

  /** Whether one of them has a block with an address of that range. */
  boolean overlap(AddressRange range) {
    return present.stream().anyMatch(block -> block.overlaps(range));
  }

  /** Whether a block begins or ends beside the address, which was left out then. */
  boolean areBeside(Address address) {
    for (AddressRange block : present) {
      boolean isBeside =
          block.last().value().add(BigInteger.ONE).equals(address.value())
              || address.value().add(BigInteger.ONE).equals(block.first().value());
      if (isBeside && block.family() == address.family()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The parts of a range that a pool hands out without these addresses, in order; the whole range
   * where there are none.
   */
  List<AddressRange> pieces(String pool, AddressRange range, NavigableSet<Address> leftOut) {
    if (leftOut.isEmpty()) {
      return List.of(range);
    }
    // A block from a first to a last address has no addresses that LB-IPAM spares.
    boolean spares =
        !wholeCidrs.contains(pool)
            && range.asPrefix().filter(prefix -> prefix.length() < 127).isPresent();
    List<AddressRange> pieces = new ArrayList<>();
    Address start = spares ? range.first().plus(BigInteger.ONE) : range.first();
    for (Address address : leftOut) {
      add(start, address, spares, pieces);
      if (address.compareTo(start) >= 0) {
        start = address.plus(BigInteger.ONE);
      }
    }
    add(start, spares ? range.last() : range.last().plus(BigInteger.ONE), spares, pieces);
    return pieces;
  }

  private static void add(Address start, Address end, boolean spares, List<AddressRange> pieces) {
    if (start.compareTo(end) >= 0) {
      return;
    }
    AddressRange piece = new AddressRange(start, before(end));
    if (spares && piece.asPrefix().filter(prefix -> prefix.length() < 127).isPresent()) {
      // As one CIDR it would lose its own first and last address.
      pieces.add(AddressRange.of(start));
      pieces.add(new AddressRange(start.plus(BigInteger.ONE), piece.last()));
    } else {
      pieces.add(piece);
    }
  }

  private static Address before(Address address) {
    return new Address(address.family(), address.value().subtract(BigInteger.ONE));
  }
}
