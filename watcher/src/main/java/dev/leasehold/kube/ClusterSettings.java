package dev.leasehold.kube;

import java.util.Optional;
import java.util.Set;

/**
 * What a watcher does with the API server of its cluster, from {@code spec.cluster}. Everything is
 * off unless it is asked for.
 *
 * @param access how to reach the API server
 * @param leaderElection the namespace of the Lease that decides between watchers of one name;
 *     empty: this watcher is the only one
 * @param mirror whether to show what Git holds as objects with a status
 * @param events whether to write events
 * @param delivery whether to look whether what is in Git has arrived
 * @param hostParts whether to look which Services keep their host parts when a prefix changes
 * @param ruleSources whose addresses IPRules route; empty: no IPRuleConfigs are written
 * @param l2 how to try the addresses of LoadBalancer Services; empty: they are not tried
 */
public record ClusterSettings(
    Cluster access,
    Optional<String> leaderElection,
    boolean mirror,
    boolean events,
    boolean delivery,
    boolean hostParts,
    Set<RuleSource> ruleSources,
    Optional<L2> l2) {
  public ClusterSettings {
    ruleSources = Set.copyOf(ruleSources);
  }

  /** Whose addresses get a routing rule when an IPRule selects the address of a Service. */
  public enum RuleSource {
    /** The cluster addresses of the Service. */
    CLUSTER_IP("ClusterIP"),
    /** The addresses of its endpoints, as its EndpointSlices have them. */
    ENDPOINTS("Endpoints"),
    /** The addresses of the Pods that it selects. */
    POD_IPS("PodIPs");

    private final String spelling;

    RuleSource(String spelling) {
      this.spelling = spelling;
    }

    /** The value in the configuration. */
    public String spelling() {
      return spelling;
    }
  }

  /**
   * How to try the addresses of LoadBalancer Services.
   *
   * @param repair what to do about a Lease of Cilium's L2 announcements that is stuck
   * @param namespace where Cilium keeps these Leases
   */
  public record L2(Repair repair, String namespace) {}

  /** What to do about a Lease that is stuck. */
  public enum Repair {
    /** Nothing. */
    OFF("Off"),
    /** Say what would be deleted. */
    DRY_RUN("DryRun"),
    /** Delete it. */
    ON("On");

    private final String spelling;

    Repair(String spelling) {
      this.spelling = spelling;
    }

    /** The value in the configuration. */
    public String spelling() {
      return spelling;
    }
  }

  /** Whether the watcher has something to do without a target. */
  public boolean worksWithoutTarget() {
    return !ruleSources.isEmpty() || l2.isPresent();
  }

  /** Whether anything but reading Secrets is asked for. */
  public boolean doesSomething() {
    return worksWithoutTarget()
        || leaderElection.isPresent()
        || mirror
        || events
        || delivery
        || hostParts;
  }
}
