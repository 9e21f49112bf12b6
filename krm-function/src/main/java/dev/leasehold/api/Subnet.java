package dev.leasehold.api;

import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;

/** A named part of a {@link DynamicPrefix} that moves with the prefix it is part of. */
public sealed interface Subnet {
  /** A DNS label without dots, unique among the subnets, ranges and hosts of its prefix. */
  String name();

  /**
   * The addresses of this part in that prefix.
   *
   * @throws dev.leasehold.net.AddressException when it does not fit
   */
  AddressRange in(Prefix prefix);

  /** {@code offset} addresses into the prefix, as many as a prefix of that length has. */
  record AtOffset(String name, BigInteger offset, int prefixLength) implements Subnet {
    @Override
    public AddressRange in(Prefix prefix) {
      return prefix.rangeAt(offset, prefixLength);
    }
  }

  /** The subnet number {@code index} of that length. */
  record AtIndex(String name, BigInteger index, int prefixLength) implements Subnet {
    @Override
    public AddressRange in(Prefix prefix) {
      return prefix.subnet(index, prefixLength).range();
    }
  }

  /** From one host part to another, both included. */
  record Between(String name, Address start, Address end) implements Subnet {
    @Override
    public AddressRange in(Prefix prefix) {
      return new AddressRange(prefix.host(start), prefix.host(end));
    }
  }
}
