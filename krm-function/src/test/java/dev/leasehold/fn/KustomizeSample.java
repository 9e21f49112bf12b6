package dev.leasehold.fn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A kustomize folder with a pool that a binding feeds, and what kustomize makes of it. */
final class KustomizeSample {
  static final String RESOURCES = "resources: [pool.yaml, intent.yaml, lease.yaml, binding.yaml]\n";

  /** Without comments, and without what is local-config. */
  static final String BUILT =
      """
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata:
        annotations:
          leasehold.dev/owned: '{"lb":["2001:db8:2::1000/120"]}'
        name: pool
      spec:
        blocks:
        - cidr: 2001:db8:2::1000/120
      """;

  private static final String POOL =
      """
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: pool
      spec:
        blocks:
        - cidr: 2001:db8:1::1000/120
      # people's own
      """;

  private static final String LOCAL =
      ", annotations: {config.kubernetes.io/local-config: \"true\"}}\n";

  private KustomizeSample() {}

  static void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("pool.yaml"), POOL);
    Files.writeString(
        folder.resolve("intent.yaml"),
        "apiVersion: leasehold.dev/v1alpha1\nkind: DynamicPrefix\nmetadata: {name: home"
            + LOCAL
            + """
            spec:
              acquisition: {routerAdvertisement: {interface: enp1s0}}
              accept: {within: ["2001:db8::/32"]}
              subnets: [{name: lb, offset: 0x1000, prefixLength: 120}]
            """);
    Files.writeString(
        folder.resolve("lease.yaml"),
        "apiVersion: leasehold.dev/v1alpha1\nkind: PrefixLease\nmetadata: {name: home"
            + LOCAL
            + """
            spec:
              source: router-advertisement
              prefixes:
              - {prefix: "2001:db8:2::/64", state: Current, since: "2026-01-02T03:04:05Z"}
            """);
    Files.writeString(
        folder.resolve("binding.yaml"),
        "apiVersion: leasehold.dev/v1alpha1\nkind: DynamicPrefixBinding\nmetadata: {name: lb"
            + LOCAL
            + """
            spec:
              prefixRef: {name: home, subnet: lb}
              target: {kind: CiliumLoadBalancerIPPool, name: pool}
            """);
  }
}
