package dev.leasehold.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisspeltTest {
  private static final Path CRDS = Path.of("../testdata/crds");

  @ParameterizedTest
  @CsvSource({
    "cilium.io/v2, CiliumLoadBalancerIPPool, block, blocks",
    "cilium.io/v2, CiliumLoadBalancerIPPool, blcoks, blocks",
    "cilium.io/v2, CiliumLoadBalancerIPPool, serviceSelectr, serviceSelector",
    "cilium.io/v2, CiliumLoadBalancerIPPool, allowFirstLastIps, allowFirstLastIPs",
    "cilium.io/v2, CiliumCIDRGroup, externalCidrs, externalCIDRs",
    "cilium.io/v2, CiliumBGPPeerConfig, gracefullRestart, gracefulRestart",
    "cilium.io/v2alpha1, CiliumL2AnnouncementPolicy, nodeSelectr, nodeSelector",
    "metallb.io/v1beta1, IPAddressPool, adresses, addresses",
    "projectcalico.org/v3, GlobalNetworkSet, net, nets",
    "projectcalico.org/v3, IPPool, natOutgoin, natOutgoing",
    "api.operator.brtrm.dev/v1alpha1, IPRule, prioritty, priority",
  })
  void aFieldOneSlipAwayIsAnError(String apiVersion, String kind, String wrong, String right) {
    reports(
        Checked.spec(apiVersion, kind, wrong + ": []"),
        "ERROR spec." + wrong + ": is not a field of " + kind + "; write '" + right + "'");
  }

  /** Among what else is wrong in it. */
  private static void reports(Checked checked, String expected) {
    List<String> reported = checked.reported();
    assertTrue(reported.contains(expected), reported::toString);
  }

  @Test
  void alsoFurtherDownAndAtTheTop() {
    String pool = Checked.object("cilium.io/v2", "CiliumLoadBalancerIPPool", "it", "");
    reports(
        Checked.ours(pool.replace("spec:", "spce: {blocks: []}")),
        "ERROR spce: is not a field of CiliumLoadBalancerIPPool; write 'spec'");
    reports(
        Checked.ours(pool.replace("spec:", "spec: {}\nblocks: []")),
        "ERROR blocks: is beside spec; indent it to make it a field of spec");
    reports(
        Checked.spec("cilium.io/v2", "CiliumLoadBalancerIPPool", "blocks: [{CIDR: 10.0.0.0/24}]"),
        "ERROR spec.blocks[0].CIDR: is not a field of CiliumLoadBalancerIPPool; write 'cidr'");
    String peer = "{name: a, localASN: 1, peers: [{name: p, peerAsn: 2, peerAddress: '::1'}]}";
    reports(
        Checked.spec("cilium.io/v2", "CiliumBGPClusterConfig", "bgpInstances: [" + peer + "]"),
        "ERROR spec.bgpInstances[0].peers[0].peerAsn: is not a field of CiliumBGPClusterConfig;"
            + " write 'peerASN'");
  }

  @Test
  void whatMayBeOfANewerVersionIsLeftAlone() {
    Checked.spec("cilium.io/v2", "CiliumCIDRGroup", "externalCIDRs: [10.0.0.0/8]\nlabels: {}")
        .reportsNothing();
  }

  @Test
  void inSomebodyElsesFileItIsAWarning() {
    Checked.spec(
            "cilium.io/v2", "CiliumCIDRGroup", "externalCIDRs: [10.0.0.0/8]\nexternalCidrs: []")
        .somebodyElses()
        .reports(
            "WARNING spec.externalCidrs: is not a field of CiliumCIDRGroup; write 'externalCIDRs'");
  }

  /** What a CRD knows is never taken for a slip. */
  @Test
  void noFieldOfAnyVersionIsReported() throws IOException {
    List<String> kinds = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CRDS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        Field crd = Document.inFile(file.toString(), 1, Files.readString(file)).root().get("spec");
        String kind = crd.get("names").get("kind").text();
        for (Field version : crd.get("versions").items()) {
          String apiVersion = crd.get("group").text() + "/" + version.get("name").text();
          Field schema = version.get("schema").get("openAPIV3Schema");
          if (schema.find("properties").flatMap(p -> p.find("spec")).isPresent()) {
            String spec = example(schema.get("properties").get("spec"));
            String text =
                "{apiVersion: %s, kind: %s, metadata: {name: it}, spec: %s}\n"
                    .formatted(apiVersion, kind, spec);
            assertEquals(
                List.of(),
                Checked.ours(text).reported().stream()
                    .filter(reported -> reported.contains("is not a field of " + kind))
                    .toList(),
                file.toString());
            kinds.add(kind);
          }
        }
      }
    }
    assertTrue(new TreeSet<>(kinds).size() > 15, kinds::toString);
  }

  /** An object with every field that the schema has, in flow style. */
  private static String example(Field schema) {
    if (schema.find("properties").isPresent()) {
      List<String> fields = new ArrayList<>();
      Field properties = schema.get("properties");
      for (String key : properties.keys()) {
        fields.add("\"" + key + "\": " + example(properties.get(key)));
      }
      return "{" + String.join(", ", fields) + "}";
    }
    return schema.find("items").map(items -> "[" + example(items) + "]").orElse("x");
  }
}
