package dev.leasehold.netlink;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import java.util.EnumSet;
import java.util.Set;

/**
 * An IPv6 address that an interface has.
 *
 * @param preferredLifetime what is left of it in seconds, when the kernel told of it; {@link
 *     Lifetime#INFINITY}: for ever
 * @param validLifetime as {@code preferredLifetime}
 */
public record InterfaceAddress(
    Address address,
    int prefixLength,
    AddressScope scope,
    Set<Flag> flags,
    long preferredLifetime,
    long validLifetime) {
  /** The scope of an address: {@code rt_scope_t} of linux/rtnetlink.h. */
  public enum AddressScope {
    GLOBAL,
    LINK,
    /** Site, host, and what somebody has made up. */
    OTHER;

    static AddressScope of(int number) {
      return switch (number) {
        case 0 -> GLOBAL;
        case 253 -> LINK;
        default -> OTHER;
      };
    }
  }

  /** Of {@code IFA_F_*} of linux/if_addr.h those that matter here. */
  public enum Flag {
    /** For outgoing connections, and soon replaced (RFC 8981). */
    TEMPORARY(0x01),
    /** Another node on the link has it (RFC 4862 section 5.4.5). */
    DAD_FAILED(0x08),
    /** Its preferred lifetime has ended. */
    DEPRECATED(0x20),
    /** Not yet known to be the only one (RFC 4862 section 5.4): it cannot be bound. */
    TENTATIVE(0x40);

    private final int bit;

    Flag(int bit) {
      this.bit = bit;
    }

    static Set<Flag> of(long bits) {
      Set<Flag> flags = EnumSet.noneOf(Flag.class);
      for (Flag flag : values()) {
        if ((bits & flag.bit) != 0) {
          flags.add(flag);
        }
      }
      return flags;
    }
  }

  public InterfaceAddress {
    if (prefixLength < 0 || prefixLength > 128) {
      throw new IllegalArgumentException("invalid prefix length " + prefixLength);
    }
    flags = Set.copyOf(flags);
  }

  /** Whether it may be sent from: duplicate address detection is over, and well. */
  public boolean isUsable() {
    return !flags.contains(Flag.TENTATIVE) && !flags.contains(Flag.DAD_FAILED);
  }

  /** The prefix that it is of. */
  public Prefix prefix() {
    return Prefix.containing(address, prefixLength);
  }
}
