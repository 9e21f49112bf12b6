package dev.leasehold.source;

import dev.leasehold.api.MacAddress;
import dev.leasehold.net.Address;
import java.util.List;

/** What a router answered to an {@link AddressOrder}. */
public sealed interface AddressAnswer {
  /** The address works, as far as the router can tell. */
  record Held(Address address, MacAddress mac, String wanParent) implements AddressAnswer {}

  /**
   * Where the router sends packets to an address that it holds.
   *
   * @param address which one
   * @param isInside whether it sends them on to the cluster, and not to the provider
   * @param learnedBy the BGP daemons of the router that learned that route, in words; empty: none,
   *     or there is none
   */
  record Routed(Address address, boolean isInside, String learnedBy) implements AddressAnswer {}

  /** The public addresses of an observed interface, in its order. */
  record Observed(List<Address> addresses) implements AddressAnswer {
    public Observed {
      addresses = List.copyOf(addresses);
    }
  }

  /** The router holds nothing there any more. */
  record Released() implements AddressAnswer {}

  /**
   * The router could not do it, or could not be asked. That is no sign that an address is gone.
   *
   * @param whatToDo the remedy as a sentence; empty: another try may succeed
   * @param isOfRouter whether it concerns the router as a whole, which its source reports
   */
  record Failed(String reason, String whatToDo, boolean isOfRouter) implements AddressAnswer {
    /** A failure that concerns the one address. */
    public Failed(String reason, String whatToDo) {
      this(reason, whatToDo, false);
    }

    /** The reason, and the remedy where there is one. */
    public String text() {
      return whatToDo.isEmpty() ? reason : reason + ". " + whatToDo;
    }
  }
}
