package dev.leasehold.mirror;

/** Whether what is in Git has arrived in the cluster. */
@FunctionalInterface
public interface Delivery {
  /** Nothing is known. */
  Delivery UNKNOWN = (_, _) -> "";

  /**
   * Why the addresses of a binding have not arrived, in words; empty: they have, or nothing is
   * known about it.
   *
   * @param target the name of the target
   * @param binding the name of its binding
   */
  String missing(String target, String binding);
}
