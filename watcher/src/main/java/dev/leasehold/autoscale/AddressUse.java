package dev.leasehold.autoscale;

/** Tells which addresses Services of the cluster use. Thread-safe. */
@FunctionalInterface
public interface AddressUse {
  /** For a watcher without a cluster. */
  AddressUse NO_CLUSTER =
      () ->
          new Usage.Unknown(
              "the WatcherConfig has no spec.cluster, so nothing tells which addresses Services"
                  + " use; add it, or write count: N in place of minFree",
              true);

  /** What is known now. The first call begins to follow the Services. */
  Usage usage();

  /** Lists the Services again soon, because a decision waits for that. */
  default void listAgain() {}
}
