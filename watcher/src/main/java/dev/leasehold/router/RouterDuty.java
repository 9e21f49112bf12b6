package dev.leasehold.router;

import dev.leasehold.net.Address;
import java.util.List;
import java.util.Optional;

/** Something to be done on a router. */
sealed interface RouterDuty {
  /** To show what the router holds. */
  record Look() implements RouterDuty {}

  /** To tell where the router sends packets to the addresses that it holds. */
  record Routes(List<Address> addresses) implements RouterDuty {
    public Routes {
      addresses = List.copyOf(addresses);
    }
  }

  /** To keep a boot script with these interfaces; none: to remove it. */
  record Persist(List<BootInterface> held) implements RouterDuty {
    public Persist {
      held = List.copyOf(held);
    }
  }

  /** A duty about one interface. */
  sealed interface OnInterface extends RouterDuty {
    String wanInterface();
  }

  /**
   * To hold an address.
   *
   * @param command a command line of the configuration; empty: Leasehold's own script
   */
  record Allocate(WanInterface on, Optional<String> command, Optional<Address> previous)
      implements OnInterface {
    @Override
    public String wanInterface() {
      return on.name();
    }
  }

  /** To remove an interface that holds an address, and to tell the provider. */
  record Release(WanInterface on) implements OnInterface {
    @Override
    public String wanInterface() {
      return on.name();
    }
  }

  /** To show the addresses of an interface. */
  record Observe(String wanInterface) implements OnInterface {}
}
