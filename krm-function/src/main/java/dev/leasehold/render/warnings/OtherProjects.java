package dev.leasehold.render.warnings;

import dev.leasehold.api.Kinds;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.WordSet;
import dev.leasehold.render.agent.NodeAgent;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.targets.Owned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Documents of related projects. A finding names those that this version does not act on: their
 * authors expect an effect; and those that two programs may act on.
 */
public final class OtherProjects {
  public static final String RULES = NodeAgent.GROUP;

  private static final WordSet GROUPS =
      WordSet.of(Kinds.CLAIM_GROUP, Kinds.EARLIER_CLAIM_GROUP, RULES);

  private OtherProjects() {}

  public static List<Finding> findings(List<Document> documents) {
    List<Finding> findings = new ArrayList<>();
    for (Document document : documents) {
      if (document.mentions(GROUPS)) {
        try {
          DocumentReading.object(document, new ArrayList<>())
              .ifPresent(root -> report(root, findings));
        } catch (FieldException e) {
          findings.add(e.finding());
        }
      }
    }
    return findings;
  }

  private static void report(Field root, List<Finding> findings) {
    String apiVersion = ObjectKey.text(root, "apiVersion");
    String kind = ObjectKey.text(root, "kind");
    boolean isRules = apiVersion.startsWith(RULES);
    if (Kinds.isOfClaimGroup(apiVersion) && kind.equals(Kinds.PUBLIC_IP_CLAIM)) {
      if (!PackageLayout.isLocal(root)) {
        findings.add(
            Finding.info(
                root.place(),
                "is read as Leasehold's. If the operator that it"
                    + " belongs to runs in the cluster, stop that one, or both use one interface"
                    + " on the router; the annotation "
                    + PackageLayout.LOCAL_CONFIG
                    + ": \"true\" keeps the document out of the cluster"));
      }
    } else if (isRules && kind.equals(NodeAgent.KIND)) {
      if (!PackageLayout.isLocal(root)) {
        findings.add(
            Finding.info(
                root.place(),
                "is read as Leasehold's. If ip-rule-operator runs in the cluster, stop it, or each"
                    + " node has two agents; the annotation "
                    + PackageLayout.LOCAL_CONFIG
                    + ": \"true\" keeps the document out of the cluster"));
      }
    } else if (isRules && kind.equals("IPRule")) {
      if (!root.document().mentions(Owned.ANNOTATION)) {
        findings.add(
            Finding.info(
                root.place(),
                "takes effect by a watcher with cluster.ipRules, or by ip-rule-operator; let only"
                    + " one of them run. A binding can write its cidr"));
      }
      reportSelector(root, findings);
    }
  }

  private static void reportSelector(Field root, List<Finding> findings) {
    Optional<Field> selector =
        root.find("spec").filter(Field::isMapping).flatMap(spec -> spec.find("nodeSelectorLabel"));
    selector.ifPresent(field ->
        findings.add(
            Finding.info(
                field.place(),
                "has no effect: the nodes with an agent are those of the Agent's nodeSelector; remove"
                    + " it")));
  }
}
