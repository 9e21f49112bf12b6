package dev.leasehold.migration;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.PackageContents;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Leasehold makes of the objects of other operators.
 *
 * @param files the new documents by path: intent, leases, and manifests for the cluster
 * @param routers the entries for the configuration of the watcher; mostly empty
 * @param findings what was not carried over, and what to do
 */
public record Migration(SortedMap<String, String> files, String routers, List<Finding> findings) {
  private static final Map<String, String> UNBOUND =
      Map.of(
          "CiliumLoadBalancerIPPool", "cilium.io/",
          "CiliumCIDRGroup", "cilium.io/",
          "IPAddressPool", "metallb.io/");

  public Migration {
    findings = List.copyOf(findings);
  }

  /**
   * Reads a file.
   *
   * @param name of the file, for findings
   * @throws dev.leasehold.krm.FieldException if it is not YAML or JSON
   */
  public static Migration of(String name, String text) {
    Dump dump = Dump.read(name, text);
    Carried carried = new Carried();
    Routers routers = new Routers();
    Annotated annotated = new Annotated(carried);
    annotated.read(dump);
    new Prefixes(carried, annotated).carry(dump);
    annotated.carry(dump);
    new Documented(carried).carry(dump);
    new Claims(carried, routers).carry(dump);
    new Rules(carried).carry(dump);
    new Groups(carried).carry(dump);
    tellOfOthers(dump, carried);
    List<Finding> findings = new ArrayList<>(carried.findings());
    List<Document> documents = KrmPackage.of(new TreeMap<>(carried.files())).documents();
    findings.addAll(PackageContents.read(documents).findings());
    return new Migration(carried.files(), routers.yaml(), findings);
  }

  private static void tellOfOthers(Dump dump, Carried carried) {
    int secrets = 0;
    int others = 0;
    for (Field root : dump.objects()) {
      String kind = ObjectKey.of(root).kind();
      String group = UNBOUND.get(kind);
      if (carried.hasSeen(root)) {
        continue;
      }
      if (kind.equals("Secret")) {
        secrets++;
      } else if (group != null && ObjectKey.text(root, "apiVersion").startsWith(group)) {
        carried.tell(
            root,
            "is not bound to anything. To bind it: leasehold init --into the repository that has its"
                + " manifest, or a DynamicPrefixBinding with target: {kind: "
                + kind
                + ", name: "
                + ObjectKey.of(root).name()
                + "}");
      } else {
        others++;
      }
    }
    if (secrets > 0) {
      carried.report(
          Finding.info(
              dump.objects().getFirst().document().root().place(),
              "Secrets are not read ("
                  + secrets
                  + "): a claim names its router, and the key stays where the WatcherConfig says"));
    }
    if (others > 0) {
      carried.report(
          Finding.info(
              dump.objects().getFirst().document().root().place(),
              others + " other objects are left out"));
    }
  }
}
