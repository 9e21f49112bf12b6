package dev.leasehold.notify;

/** Learns of new commits on the branch of a target. */
@FunctionalInterface
public interface PushListener {
  /** The branch has new commits. Does not block. */
  void pushed(TargetPush push);
}
