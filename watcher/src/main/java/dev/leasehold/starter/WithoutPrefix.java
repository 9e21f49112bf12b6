package dev.leasehold.starter;

import java.util.List;
import java.util.SortedMap;

/** Takes the dynamic prefix out of the starter package: for claims or BGP alone. */
final class WithoutPrefix {
  private static final String POOL = "manifests/load-balancers-v6.yaml";
  private static final String KUSTOMIZATION = "manifests/kustomization.yaml";
  private static final String LISTED = "resources:\n  - load-balancers-v6.yaml\n";

  private WithoutPrefix() {}

  /** Removes the intent, its bindings, their pool, and the setters of these. */
  static void apply(SortedMap<String, String> files) {
    files.keySet().removeAll(List.of("intent/home-ipv6.yaml", "intent/bindings.yaml", POOL));
    files.computeIfPresent(KUSTOMIZATION, (_, text) -> text.replace(LISTED, "resources: []\n"));
    files.computeIfPresent(
        StarterPackage.SETTERS_FILE,
        (_, text) -> text.replaceAll("(?m)^  (wan-interface|pool-name): .*\n", ""));
  }

  /** Ends {@code data:} where no component added a setter. */
  static String setters(String text) {
    return text.endsWith("\ndata:\n") ? text.replace("\ndata:\n", "\ndata: {}\n") : text;
  }
}
