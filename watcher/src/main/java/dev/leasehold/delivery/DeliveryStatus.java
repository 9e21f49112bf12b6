package dev.leasehold.delivery;

import java.util.List;

/**
 * What has arrived in the cluster.
 *
 * @param expected the number of bindings that have given something to an object that is looked at
 * @param missing what has not arrived, in words
 * @param overdue what has not arrived although a deliverer has had time for it, in words
 */
public record DeliveryStatus(int expected, List<String> missing, List<String> overdue) {
  public DeliveryStatus {
    missing = List.copyOf(missing);
    overdue = List.copyOf(overdue);
  }
}
