package dev.leasehold.mirror;

import java.util.List;
import java.util.Optional;

/** What has arrived in the cluster of what is in Git. */
public interface Delivery {
  /** Nothing is known. */
  Delivery UNKNOWN =
      new Delivery() {
        @Override
        public String missing(String target, String binding) {
          return "";
        }

        @Override
        public Optional<List<Holder>> holders(String target, String lease) {
          return Optional.empty();
        }
      };

  /**
   * A Service with an address of a lease.
   *
   * @param service {@code NAMESPACE/NAME}
   * @param state {@code current}, {@code draining} or {@code gone}
   */
  record Holder(String service, String address, String state) {}

  /**
   * Why the addresses of a binding have not arrived, in words; empty: they have, or nothing is
   * known about it.
   *
   * @param target the name of the target
   * @param binding the name of its binding
   */
  String missing(String target, String binding);

  /**
   * The Services with addresses of a lease, those with gone ones first.
   *
   * @param target the name of the target
   * @param lease the name of its DynamicPrefix or claim
   * @return empty if it is not known
   */
  Optional<List<Holder>> holders(String target, String lease);
}
