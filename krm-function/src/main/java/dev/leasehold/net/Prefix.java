package dev.leasehold.net;

import java.math.BigInteger;

/**
 * An IPv4 or IPv6 prefix: a network address without host bits and a length in bits. Ordered by
 * network, then by length.
 */
public record Prefix(Address network, int length) implements Comparable<Prefix> {
  public Prefix {
    requireLength(length, network.family());
    int zeros = network.value().signum() == 0 ? 128 : network.value().getLowestSetBit();
    if (zeros < network.family().bits() - length) {
      throw new AddressException(
          network + "/" + length + " has host bits; write " + containing(network, length));
    }
  }

  /**
   * Reads {@code ADDRESS/LENGTH}.
   *
   * @throws AddressException also for host bits, naming the prefix that was meant
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw noLength(text);
    }
    return new Prefix(Address.parse(text.substring(0, slash)), parseLength(text, slash + 1));
  }

  /**
   * Reads {@code ADDRESS/LENGTH} as {@link #parse} does, and clears host bits, as Cilium and
   * MetalLB do with what people wrote.
   */
  public static Prefix parseMasked(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw noLength(text);
    }
    return containing(Address.parse(text.substring(0, slash)), parseLength(text, slash + 1));
  }

  private static int parseLength(String text, int from) {
    int length = 0;
    for (int i = from; i < text.length(); i++) {
      if (!Address.isDigit(text.charAt(i)) || i == from + 3) {
        throw noLength(text);
      }
      length = length * 10 + text.charAt(i) - '0';
    }
    if (from == text.length() || text.charAt(from) == '0' && from + 1 < text.length()) {
      throw noLength(text);
    }
    return length;
  }

  private static AddressException noLength(String text) {
    return new AddressException(
        AddressException.quote(text) + " needs a length in bits: ADDRESS/LENGTH");
  }

  /**
   * The prefix of that length in which the address lies: what arrives on a wire may have host bits.
   */
  public static Prefix containing(Address address, int length) {
    requireLength(length, address.family());
    return new Prefix(mask(address, length), length);
  }

  public Family family() {
    return network.family();
  }

  /** The number of addresses, from 1 to 2^128. */
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(family().bits() - length);
  }

  /** All its addresses, first to last. */
  public AddressRange range() {
    return new AddressRange(network, network.plus(size().subtract(BigInteger.ONE)));
  }

  public boolean contains(Prefix other) {
    return other.length >= length && contains(other.network);
  }

  public boolean contains(Address address) {
    return address.family() == family() && mask(address, length).equals(network);
  }

  /**
   * The subnet number {@code index}, counted from 0, of that length.
   *
   * @throws AddressException when it is not inside this prefix
   */
  public Prefix subnet(BigInteger index, int subnetLength) {
    requireLength(subnetLength, family());
    if (subnetLength < length) {
      throw new AddressException("a /" + subnetLength + " does not fit into " + this);
    }
    BigInteger count = BigInteger.ONE.shiftLeft(subnetLength - length);
    if (index.signum() < 0 || index.compareTo(count) >= 0) {
      throw new AddressException(
          this + " has " + count + " subnets of /" + subnetLength + ", so no index " + index);
    }
    return new Prefix(network.plus(index.shiftLeft(family().bits() - subnetLength)), subnetLength);
  }

  /**
   * The 2^(bits-length) addresses that begin {@code offset} addresses into this prefix. Aligned to
   * its size the range is a prefix ({@link AddressRange#asPrefix}); otherwise it is not.
   *
   * @throws AddressException when it is not inside this prefix
   */
  public AddressRange rangeAt(BigInteger offset, int rangeLength) {
    requireLength(rangeLength, family());
    BigInteger count = BigInteger.ONE.shiftLeft(family().bits() - rangeLength);
    if (offset.signum() < 0 || offset.add(count).compareTo(size()) > 0) {
      throw new AddressException(
          "a /" + rangeLength + " at offset 0x" + offset.toString(16) + " is outside " + this);
    }
    Address first = network.plus(offset);
    return new AddressRange(first, first.plus(count.subtract(BigInteger.ONE)));
  }

  /**
   * The address with that host part in this prefix: {@code ::80} in {@code 2001:db8::/64} is {@code
   * 2001:db8::80}.
   *
   * @throws AddressException when the suffix is of another family, or reaches into this prefix
   */
  public Address host(Address suffix) {
    if (suffix.family() != family()) {
      throw new AddressException(suffix + " is " + suffix.family() + ", and " + this + " is not");
    }
    if (suffix.value().bitLength() > family().bits() - length) {
      throw new AddressException(suffix + " is longer than the host part of " + this);
    }
    return network.plus(suffix.value());
  }

  /**
   * What an address has after this prefix: {@code ::80} of {@code 2001:db8::80} in {@code
   * 2001:db8::/64}.
   *
   * @throws AddressException when the address is not in this prefix
   */
  public Address hostPart(Address address) {
    if (!contains(address)) {
      throw new AddressException(address + " is not in " + this);
    }
    return new Address(family(), address.value().subtract(network.value()));
  }

  @Override
  public String toString() {
    return network + "/" + length;
  }

  @Override
  public int compareTo(Prefix other) {
    int byNetwork = network.compareTo(other.network);
    return byNetwork != 0 ? byNetwork : Integer.compare(length, other.length);
  }

  private static Address mask(Address address, int length) {
    int host = address.family().bits() - length;
    return new Address(address.family(), address.value().shiftRight(host).shiftLeft(host));
  }

  private static void requireLength(int length, Family family) {
    if (length < 0 || length > family.bits()) {
      throw new AddressException(
          "prefix length " + length + " is not within 0 to " + family.bits() + " for " + family);
    }
  }
}
