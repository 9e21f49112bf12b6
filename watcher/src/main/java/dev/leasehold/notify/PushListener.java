package dev.leasehold.notify;

/** Learns of new commits on the branch of a target, until it is closed. */
@FunctionalInterface
public interface PushListener extends AutoCloseable {
  /** The branch has new commits. Does not block. */
  void pushed(TargetPush push);

  /** Tells nobody of deliveries any more; what waits is still delivered. Does not block. */
  @Override
  default void close() {}
}
