package dev.leasehold.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiVersionsTest {
  private static final Path CRDS = Path.of("../testdata/crds/cilium.io");
  private static final String ASK = "; set ciliumVersion if the cluster runs another version";

  private static Checked object(String apiVersion, String kind, int minor) {
    String spec =
        switch (kind) {
          case "CiliumL2AnnouncementPolicy" -> "loadBalancerIPs: true";
          default -> "blocks: []";
        };
    return Checked.spec("cilium.io/" + apiVersion, kind, spec).cilium(minor);
  }

  @ParameterizedTest
  @CsvSource({
    "v2alpha1, CiliumLoadBalancerIPPool, 17",
    "v2, CiliumLoadBalancerIPPool, 18",
    "v2alpha1, CiliumL2AnnouncementPolicy, 21",
    "v2alpha1, CiliumBGPPeeringPolicy, 18",
    "v2, CiliumNetworkPolicy, 16",
  })
  void theVersionToWriteReportsNothing(String apiVersion, String kind, int minor) {
    object(apiVersion, kind, minor).reportsNothing();
  }

  @Test
  void anOlderVersionIsLeftAloneWithAWarning() {
    object("v2alpha1", "CiliumLoadBalancerIPPool", 21)
        .reports(
            "WARNING apiVersion: 'cilium.io/v2alpha1' is deprecated in Cilium 1.21 and is not"
                + " changed here; write cilium.io/v2"
                + ASK);
  }

  @Test
  void aVersionThatIsNotServedIsAnError() {
    String reported = "%s apiVersion: Cilium %s does not serve this kind in '%s'; write %s" + ASK;
    object("v2", "CiliumLoadBalancerIPPool", 17)
        .reports(reported.formatted("ERROR", "1.17", "cilium.io/v2", "cilium.io/v2alpha1"));
    object("v2", "CiliumL2AnnouncementPolicy", 21)
        .somebodyElses()
        .reports(reported.formatted("WARNING", "1.21", "cilium.io/v2", "cilium.io/v2alpha1"));
    object("v3", "CiliumLoadBalancerIPPool", 21)
        .reports(reported.formatted("ERROR", "1.21", "cilium.io/v3", "cilium.io/v2"));
  }

  @Test
  void theFirstBgpControlPlaneIsGoneIn119() {
    object("v2alpha1", "CiliumBGPPeeringPolicy", 19)
        .reports(
            "ERROR kind: is not served by Cilium 1.19; write CiliumBGPClusterConfig,"
                + " CiliumBGPPeerConfig and CiliumBGPAdvertisement"
                + ASK);
  }

  /** Against the CRDs of each release. */
  @Test
  void agreesWithTheReleasesCrds() throws IOException {
    int seen = 0;
    for (Path release : list(CRDS)) {
      String minor = release.getFileName().toString().replaceAll("v1[.]([0-9]+).*", "$1");
      CiliumVersion cilium = new CiliumVersion(Integer.parseInt(minor));
      for (Path file : list(release)) {
        Field spec = Document.inFile(file.toString(), 1, Files.readString(file)).root().get("spec");
        String kind = spec.get("names").get("kind").text();
        List<String> served =
            spec.get("versions").items().stream()
                .filter(version -> version.get("served").bool())
                .map(version -> "cilium.io/" + version.get("name").text())
                .toList();
        assertTrue(
            cilium.apiVersion(kind).filter(served::contains).isPresent(), cilium + " " + kind);
        for (String apiVersion : List.of("cilium.io/v2", "cilium.io/v2alpha1")) {
          assertEquals(
              served.contains(apiVersion),
              cilium.isServed(kind, apiVersion),
              cilium + " " + kind + " " + apiVersion);
        }
        seen++;
      }
    }
    assertTrue(seen > 40, seen + " CRDs");
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }
}
