package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.notify.ServerLab;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The objects of Cilium on a real API server. Its operator is not there: a test writes into the
 * status what the operator would.
 */
record DeliveredCluster(ServerLab lab) {
  private static final String CRDS = "../testdata/crds/cilium.io/v1.21";

  interface Condition {
    boolean holds() throws Exception;
  }

  static DeliveredCluster start(ServerLab lab) throws Exception {
    lab.up("apiserver");
    String _ = lab.kubectl("apply", "--server-side", "-f", CRDS);
    String _ = lab.kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", CRDS);
    return new DeliveredCluster(lab);
  }

  /** The blocks of the pool, in its order. */
  List<String> blocks() throws Exception {
    String cidrs = get("ciliumloadbalancerippool", DeliveredPackage.POOL, "{.spec.blocks[*].cidr}");
    return cidrs.isEmpty() ? List.of() : List.of(cidrs.split(" "));
  }

  /** Its identity: another one after it was deleted and made again. */
  String identityOfThePool() throws Exception {
    return get("ciliumloadbalancerippool", DeliveredPackage.POOL, "{.metadata.uid}");
  }

  String get(String kind, String name, String path) throws Exception {
    return lab.kubectl("get", kind, name, "--ignore-not-found", "-o", "jsonpath=" + path);
  }

  String get(String namespace, String kind, String name, String path) throws Exception {
    return lab.kubectl(
        "-n", namespace, "get", kind, name, "--ignore-not-found", "-o", "jsonpath=" + path);
  }

  /** The names of all objects of a kind. */
  List<String> names(String kind) throws Exception {
    return Stream.of(lab.kubectl("get", kind, "-o", "name", "--ignore-not-found").split("\n"))
        .filter(name -> !name.isBlank())
        .toList();
  }

  /** What Cilium's operator does when it has read the pool. */
  void theOperatorReadsThePool() throws Exception {
    String generation =
        get("ciliumloadbalancerippool", DeliveredPackage.POOL, "{.metadata.generation}");
    patch(
        "--subresource=status",
        """
        {"status": {"conditions": [{"type": "cilium.io/IPsTotal", "status": "Unknown",
          "reason": "noreason", "message": "256", "observedGeneration": %s,
          "lastTransitionTime": "2026-11-30T10:00:00Z"}]}}
        """
            .formatted(generation));
  }

  /** What Cilium's operator does when it has read all BGP configurations. */
  void theOperatorReadsBgp() throws Exception {
    for (String name : names("ciliumbgpclusterconfigs")) {
      String generation = lab.kubectl("get", name, "-o", "jsonpath={.metadata.generation}");
      String _ =
          lab.kubectl(
              "patch",
              name,
              "--subresource=status",
              "--type=merge",
              "-p",
              """
              {"status": {"conditions": [{"type": "cilium.io/NoMatchingNode", "status": "False",
                "reason": "ClusterConfigValidated", "message": "", "observedGeneration": %s,
                "lastTransitionTime": "2026-11-30T10:00:00Z"}]}}
              """
                  .formatted(generation));
    }
  }

  /** A change by hand. */
  void somebodyEmptiesThePool() throws Exception {
    patch("--field-manager=somebody", "{\"spec\": {\"blocks\": []}}");
  }

  private void patch(String option, String patch) throws Exception {
    String _ =
        lab.kubectl(
            "patch",
            "ciliumloadbalancerippool",
            DeliveredPackage.POOL,
            option,
            "--type=merge",
            "-p",
            patch);
  }

  /** Waits for a condition, at most a minute and a half. */
  static void await(String what, Condition condition) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!holds(condition)) {
      assertTrue(System.nanoTime() < until, "not within 90 s: " + what);
      Thread.sleep(200);
    }
  }

  /** An object may be on its way. */
  private static boolean holds(Condition condition) throws Exception {
    try {
      return condition.holds();
    } catch (IOException e) {
      return false;
    }
  }
}
