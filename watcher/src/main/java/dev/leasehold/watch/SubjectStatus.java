package dev.leasehold.watch;

/** The status of one subject. */
public sealed interface SubjectStatus permits ClaimStatus, PrefixStatus {}
