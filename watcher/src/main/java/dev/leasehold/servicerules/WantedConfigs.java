package dev.leasehold.servicerules;

import dev.leasehold.kube.ClusterSettings.RuleSource;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Address;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The configs that IPRules and Services ask for: one for each address of a Service, table and
 * priority, if one of the Service's load balancer addresses of the same family is in the range of
 * the rule.
 *
 * @param configs by what they are about
 * @param services the number of Services that need a config
 */
public record WantedConfigs(SortedMap<RuleKey, WantedConfig> configs, int services) {
  /**
   * The inputs.
   *
   * @param sources whose addresses are routed
   * @param services all Services, of any type: the status says whether there is a load balancer
   * @param slices the endpoints of all Services; may be empty unless they are a source
   * @param pods all Pods; may be empty unless they are a source
   */
  public record Input(
      Set<RuleSource> sources,
      Collection<ServiceObject> services,
      Collection<Slice> slices,
      Collection<Pod> pods,
      Collection<IpRule> rules) {}

  /** The wanted configs. The same input in another order gives the same result. */
  public static WantedConfigs of(Input input) {
    SortedMap<RuleKey, WantedConfig> configs = new TreeMap<>();
    List<IpRule> rules = input.rules().stream().sorted(IpRule.OWNERSHIP).toList();
    if (rules.isEmpty()) {
      return new WantedConfigs(configs, 0);
    }
    Backends backends = new Backends(input.sources(), input.slices(), input.pods());
    int matched = 0;
    for (ServiceObject service : input.services()) {
      List<IpRule> selecting = rules.stream().filter(rule -> selects(rule, service)).toList();
      boolean needs = false;
      if (!selecting.isEmpty()) {
        for (Address source : backends.of(service)) {
          needs |= add(service, source, selecting, configs);
        }
      }
      matched += needs ? 1 : 0;
    }
    return new WantedConfigs(configs, matched);
  }

  private static boolean selects(IpRule rule, ServiceObject service) {
    return service.loadBalancerIps().stream().anyMatch(rule.range()::contains);
  }

  private static boolean add(
      ServiceObject service,
      Address source,
      List<IpRule> selecting,
      SortedMap<RuleKey, WantedConfig> configs) {
    boolean any = false;
    for (IpRule rule : selecting) {
      if (rule.range().family() == source.family()) {
        RuleKey key = new RuleKey(source, rule.table(), rule.priority());
        configs.merge(key, new WantedConfig(key, rule, service.id()), WantedConfigs::owner);
        any = true;
      }
    }
    return any;
  }

  private static WantedConfig owner(WantedConfig one, WantedConfig other) {
    Comparator<WantedConfig> order =
        Comparator.comparing(WantedConfig::rule, IpRule.OWNERSHIP)
            .thenComparing(WantedConfig::service);
    return order.compare(one, other) <= 0 ? one : other;
  }
}
