package dev.leasehold.net;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All addresses from {@code first} to {@code last}, both included, of one family. */
public record AddressRange(Address first, Address last) implements Comparable<AddressRange> {
  public AddressRange {
    if (first.family() != last.family()) {
      throw new AddressException(first + " and " + last + " are of different families");
    }
    if (first.compareTo(last) > 0) {
      throw new AddressException("range start " + first + " is after range end " + last);
    }
  }

  /** The range of one address. */
  public static AddressRange of(Address address) {
    return new AddressRange(address, address);
  }

  public Family family() {
    return first.family();
  }

  /** The number of addresses, from 1 to 2^128. */
  public BigInteger size() {
    return last.value().subtract(first.value()).add(BigInteger.ONE);
  }

  public boolean contains(AddressRange other) {
    return other.family() == family()
        && first.compareTo(other.first) <= 0
        && last.compareTo(other.last) >= 0;
  }

  public boolean overlaps(AddressRange other) {
    return other.family() == family()
        && first.compareTo(other.last) <= 0
        && last.compareTo(other.first) >= 0;
  }

  /** This range as one prefix, where it is exactly one. */
  public Optional<Prefix> asPrefix() {
    List<Prefix> cover = cidrCover();
    return cover.size() == 1 ? Optional.of(cover.getFirst()) : Optional.empty();
  }

  /** The fewest prefixes that hold exactly these addresses, in order; at most 2 × bits − 2. */
  public List<Prefix> cidrCover() {
    List<Prefix> cover = new ArrayList<>();
    int bits = family().bits();
    BigInteger next = first.value();
    BigInteger end = last.value().add(BigInteger.ONE);
    while (next.compareTo(end) < 0) {
      int aligned = next.signum() == 0 ? bits : next.getLowestSetBit();
      int fitting = end.subtract(next).bitLength() - 1;
      int host = Math.min(aligned, fitting);
      cover.add(new Prefix(new Address(family(), next), bits - host));
      next = next.add(BigInteger.ONE.shiftLeft(host));
    }
    return List.copyOf(cover);
  }

  /** {@code first-last}, as MetalLB writes a range. */
  @Override
  public String toString() {
    return first + "-" + last;
  }

  @Override
  public int compareTo(AddressRange other) {
    int byFirst = first.compareTo(other.first);
    return byFirst != 0 ? byFirst : last.compareTo(other.last);
  }
}
