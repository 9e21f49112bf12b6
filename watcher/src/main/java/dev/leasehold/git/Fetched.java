package dev.leasehold.git;

/** What {@link GitWriter#fetch} found: the tip of the branch, or why there is none to be had. */
public sealed interface Fetched permits Snapshot, Outcome.Failure {}
