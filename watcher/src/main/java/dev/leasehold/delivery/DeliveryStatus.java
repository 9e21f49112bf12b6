package dev.leasehold.delivery;

import java.util.List;
import java.util.Optional;

/**
 * What has arrived in the cluster.
 *
 * @param expected the number of bindings that have given something to an object that is looked at
 * @param missing what has not arrived, in words
 * @param overdue what has not arrived although a deliverer has had time for it, in words
 * @param services the addresses that Services have, those of gone prefixes first; empty: it is not
 *     known which they have
 */
public record DeliveryStatus(
    int expected,
    List<String> missing,
    List<String> overdue,
    Optional<List<ServiceAddress>> services) {
  public DeliveryStatus {
    missing = List.copyOf(missing);
    overdue = List.copyOf(overdue);
  }
}
