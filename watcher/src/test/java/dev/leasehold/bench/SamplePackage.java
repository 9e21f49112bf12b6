package dev.leasehold.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A package of any size with ten relevant documents: a prefix, its lease, and four bindings with
 * their targets, which have an old prefix. All other documents are unrelated.
 */
final class SamplePackage {
  /** The number of pairs of binding and target after the prefix and its lease. */
  private static final int PAIRS = 4;

  private static final String INTENT =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefix
      metadata:
        name: home
      spec:
        acquisition:
          routerAdvertisement:
            interface: enp1s0
        accept:
          within: ["2001:db8::/32"]
        subnets:
        - name: subnet-1
          offset: 0x1000
          prefixLength: 120
        - name: subnet-2
          offset: 0x2000
          prefixLength: 120
        - name: subnet-3
          offset: 0x3000
          prefixLength: 120
        - name: subnet-4
          offset: 0x4000
          prefixLength: 120
      """;

  private static final String LEASE =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: PrefixLease
      metadata:
        name: home
      spec:
        source: router-advertisement
        prefixes:
        - prefix: "2001:db8:2::/64"
          state: Current
          since: "2026-01-02T03:04:05Z"
      """;

  private static final String SETTERS =
      """
      functionConfig:
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: setters
        data:
          replicas: "3"
      """;

  private SamplePackage() {}

  /** Writes the package as a ResourceList and as a folder with a kustomization. */
  static void write(int size, Path list, Path directory) throws IOException {
    List<String> documents = new ArrayList<>(List.of(INTENT, LEASE));
    for (int i = 1; i <= PAIRS; i++) {
      documents.add(binding(i));
      documents.add(i % 2 == 0 ? group(i) : pool(i));
    }
    for (int i = documents.size(); i < size; i++) {
      documents.add(Manifests.other(i));
    }
    write(documents, "", list, directory);
  }

  /** As {@link #write}, with a setter comment in every tenth manifest. */
  static void writeSetters(int size, Path list, Path directory) throws IOException {
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      documents.add(
          i % 10 == 0
              ? Manifests.other(i).replace("replicas: 2", "replicas: 2 # kpt-set: ${replicas}")
              : Manifests.other(i));
    }
    write(documents, SETTERS, list, directory);
  }

  private static void write(List<String> documents, String tail, Path list, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    StringBuilder kustomization = new StringBuilder("resources:\n");
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < documents.size(); i++) {
      String file = "resource-" + i + ".yaml";
      Files.writeString(directory.resolve(file), documents.get(i));
      kustomization.append("- ").append(file).append('\n');
      items.append(item(file, documents.get(i)));
    }
    Files.writeString(directory.resolve("kustomization.yaml"), kustomization);
    Files.writeString(
        list, "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n" + items + tail);
  }

  /** An item as kpt sends it. */
  private static String item(String file, String document) {
    String annotated =
        document.replaceFirst(
            "\n  name: (.*)\n",
            """

              name: $1
              annotations:
                internal.config.kubernetes.io/path: '%1$s'
                config.kubernetes.io/path: '%1$s'
                internal.config.kubernetes.io/index: '0'
            """
                .formatted(file));
    return "- " + annotated.indent(2).substring(2);
  }

  private static String binding(int number) {
    return """
    apiVersion: leasehold.dev/v1alpha1
    kind: DynamicPrefixBinding
    metadata:
      name: binding-%1$d
    spec:
      prefixRef:
        name: home
        subnet: subnet-%1$d
      target:
        kind: %2$s
        name: target-%1$d
    """
        .formatted(number, number % 2 == 0 ? "CiliumCIDRGroup" : "CiliumLoadBalancerIPPool");
  }

  private static String pool(int number) {
    return """
    apiVersion: cilium.io/v2
    kind: CiliumLoadBalancerIPPool
    metadata:
      name: target-%1$d
    spec:
      # The default differs between Cilium versions.
      allowFirstLastIPs: "No"
      blocks:
      - cidr: "2001:db8:1::%1$d000/120"
    """
        .formatted(number);
  }

  private static String group(int number) {
    return """
    apiVersion: cilium.io/v2
    kind: CiliumCIDRGroup
    metadata:
      name: target-%1$d
    spec:
      externalCIDRs:
      - "2001:db8:1::%1$d000/120"
    """
        .formatted(number);
  }
}
