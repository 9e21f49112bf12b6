package dev.leasehold.delivery;

import java.time.Instant;

/**
 * A condition of a status object in the cluster.
 *
 * @param type such as {@code PoolsSynced}
 * @param reason one word in PascalCase
 * @param message for people; may be empty
 * @param since when it became true or false
 */
public record StatusCondition(
    String type, boolean holds, String reason, String message, Instant since) {
  /**
   * The document that a status object shows.
   *
   * @param kind such as {@code DynamicPrefix}
   * @param target the name of its target
   */
  public record Of(String kind, String target, String name) {}
}
