package dev.leasehold.api;

/** What people ask the watcher for, in a document of its own. */
public sealed interface Intent permits DynamicPrefix, PublicIPClaim {
  SubjectId id();

  /** Whether its lease stays as it is, whatever is offered. */
  boolean suspend();
}
