package dev.leasehold.lease;

import dev.leasehold.net.Address;
import java.util.Optional;

/** One change of a PublicIPLease in Git, with its reason. */
public sealed interface AddressChange extends LeaseChange {
  @Override
  default Optional<String> oldValue() {
    return Optional.empty();
  }

  @Override
  default Optional<String> newValue() {
    return Optional.empty();
  }

  @Override
  default boolean replacesCurrent() {
    return true;
  }

  @Override
  default boolean mayWait() {
    return true;
  }

  /** An address takes the place of another one. */
  sealed interface Succession extends AddressChange {
    Address from();

    Address to();

    @Override
    default Optional<String> oldValue() {
      return Optional.of(from().toString());
    }

    @Override
    default Optional<String> newValue() {
      return Optional.of(to().toString());
    }
  }

  /**
   * The claim had no address and gets one.
   *
   * @param holder the router and its interface, in words
   * @param why why there is the claim, in words; empty: a person wrote it
   */
  record Acquired(Address to, String holder, String why) implements AddressChange {
    @Override
    public String reason() {
      return holder + " holds " + to + (why.isEmpty() ? "" : "; " + why);
    }

    @Override
    public String spelling() {
      return "Acquired";
    }

    @Override
    public Optional<String> newValue() {
      return Optional.of(to.toString());
    }
  }

  /** The provider leases another address now. The old one is dead, so nothing drains. */
  record Replaced(Address from, Address to, String holder) implements Succession {
    @Override
    public String reason() {
      return holder + " holds " + to + "; " + from + " is not leased any more";
    }

    @Override
    public String spelling() {
      return "AddressChanged";
    }

    @Override
    public boolean mayWait() {
      return false;
    }
  }

  /** The claim names another router or interface, which holds an address now. */
  record Moved(Address from, Address to, String holder) implements Succession {
    @Override
    public String reason() {
      return holder + " holds " + to + ", as the claim wants now; " + from + " is released";
    }

    @Override
    public String spelling() {
      return "Moved";
    }
  }

  /**
   * The address leaves its pool. Its router gives it up after this commit.
   *
   * @param why a sentence without a full stop
   */
  record Releasing(Address from, String why) implements AddressChange {
    @Override
    public String reason() {
      return why;
    }

    @Override
    public String spelling() {
      return "Releasing";
    }

    @Override
    public Optional<String> oldValue() {
      return Optional.of(from.toString());
    }
  }

  /** The address stays; the lease says something else about it, such as another pool. */
  record Amended(Address of, String what) implements AddressChange {
    @Override
    public String reason() {
      return what;
    }

    @Override
    public String spelling() {
      return "Amended";
    }

    @Override
    public Optional<String> oldValue() {
      return Optional.of(of.toString());
    }

    @Override
    public Optional<String> newValue() {
      return Optional.of(of.toString());
    }

    @Override
    public boolean replacesCurrent() {
      return false;
    }
  }
}
