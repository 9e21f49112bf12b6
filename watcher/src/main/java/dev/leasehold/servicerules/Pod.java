package dev.leasehold.servicerules;

import dev.leasehold.net.Address;
import java.util.List;
import java.util.Map;

/**
 * A Pod that runs and has addresses of its own, which are not those of its node.
 *
 * @param addresses empty: it has none yet, has ended, or uses the network of its node
 */
public record Pod(String namespace, Map<String, String> labels, List<Address> addresses) {
  public Pod {
    labels = Map.copyOf(labels);
    addresses = List.copyOf(addresses);
  }
}
