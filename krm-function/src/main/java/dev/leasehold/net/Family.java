package dev.leasehold.net;

/** The two address families. */
public enum Family {
  IPV4("IPv4", 32),
  IPV6("IPv6", 128);

  private final String text;
  private final int bits;

  Family(String text, int bits) {
    this.text = text;
    this.bits = bits;
  }

  /** Length of an address in bits. */
  public int bits() {
    return bits;
  }

  @Override
  public String toString() {
    return text;
  }
}
