package dev.leasehold.servicerules;

import dev.leasehold.net.Address;
import java.util.List;

/**
 * Endpoints of a Service. Those that are not ready count too: they still answer open connections,
 * and a rule that comes and goes with each probe helps nobody.
 *
 * @param service {@code NAMESPACE/NAME}
 */
public record Slice(String service, List<Address> addresses) {
  public Slice {
    addresses = List.copyOf(addresses);
  }
}
