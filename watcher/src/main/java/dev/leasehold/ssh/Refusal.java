package dev.leasehold.ssh;

/**
 * A reason why a login is impossible until a person acts.
 *
 * @param reason what is wrong, and where
 * @param whatToDo the remedy, as a sentence
 */
public record Refusal(String reason, String whatToDo) {}
