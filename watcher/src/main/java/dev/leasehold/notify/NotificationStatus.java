package dev.leasehold.notify;

/**
 * The state of one receiver.
 *
 * @param receiver the name of its entry
 * @param kind the kind of the entry: {@code fluxReceiver}, {@code argocd} or {@code webhook}
 * @param sent the notifications that it received since the start
 * @param failed the tries that failed
 * @param dropped the notifications that were given up
 * @param pending the notifications that wait
 * @param trouble why it cannot be notified, and what to do; empty when it can
 */
public record NotificationStatus(
    String receiver,
    String kind,
    long sent,
    long failed,
    long dropped,
    int pending,
    String trouble) {}
