package dev.leasehold.git;

/** The result of {@link GitWriter#fetch}: the tip of the branch, or the reason why it has none. */
public sealed interface Fetched permits Snapshot, Outcome.Failure {}
