package dev.leasehold.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which documents are looked into, and what no document can do. */
class ChecksTest {
  private static final Path CRDS = Path.of("../testdata/crds/cilium.io/v1.21");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: IPAddressPool}\n",
        "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a}\n",
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: LoadBalancer}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: cilium}\nspec: {type: LoadBalancer}\n"
      })
  void whatCannotBeOfACheckedKindIsNotParsed(String text) {
    Document document = Document.inFile("a.yaml", 1, text);
    assertEquals(List.of(), Checks.of(List.of(document), d -> true, CiliumVersion.NEWEST));
    assertEquals("", document.objectName(), "has no name, as it was not parsed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\nspec: [unclosed\n",
        "kind: CiliumLoadBalancerIPPool\n# cilium\n",
        "- cilium: IPPool\n",
        "# cilium IPPool\n",
        "apiVersion: v1\nkind: CiliumLoadBalancerIPPool\nspec: {blocks: all}\n",
        "apiVersion: cilium.io/v2\nkind: [CiliumLoadBalancerIPPool]\n",
      })
  void skipsUnreadableDocumentsAndOtherGroups(String text) {
    Checked.ours(text).reportsNothing();
  }

  @Test
  void noShapeOfAnyKindIsMoreThanAFinding() {
    String[] shapes = {
      "x", "[]", "{}", "[x]", "[[x]]", "[{x: y}]", "{x: [y]}", "~", "&a [*a]", "''"
    };
    String[] keys = {
      "spec",
      "blocks",
      "cidr",
      "start",
      "stop",
      "disabled",
      "allowFirstLastIPs",
      "externalCIDRs",
      "bgpInstances",
      "name",
      "peers",
      "peerAddress",
      "peerConfigRef",
      "autoDiscovery",
      "mode",
      "timers",
      "holdTimeSeconds",
      "families",
      "advertisements",
      "matchLabels",
      "matchExpressions",
      "advertisementType",
      "service",
      "selector",
      "interfaces",
      "loadBalancerIPs",
      "addresses",
      "value",
      "type",
      "nets",
      "blockSize",
      "table",
      "priority",
      "loadBalancerIP",
      "metadata",
      "annotations",
      "labels",
      "lbipam.cilium.io/ips",
      "namespace",
      "infrastructure"
    };
    String[] kinds = {
      "cilium.io/v2 CiliumLoadBalancerIPPool",
      "cilium.io/v2 CiliumCIDRGroup",
      "cilium.io/v2 CiliumBGPClusterConfig",
      "cilium.io/v2 CiliumBGPNodeConfigOverride",
      "cilium.io/v2 CiliumBGPPeerConfig",
      "cilium.io/v2 CiliumBGPAdvertisement",
      "cilium.io/v2alpha1 CiliumL2AnnouncementPolicy",
      "metallb.io/v1beta1 IPAddressPool",
      "projectcalico.org/v3 IPPool",
      "projectcalico.org/v3 GlobalNetworkSet",
      "gateway.networking.k8s.io/v1 Gateway",
      "api.operator.brtrm.dev/v1alpha1 IPRule",
      "v1 Service"
    };
    Random random = new Random(1);
    int reported = 0;
    for (int i = 0; i < 60; i++) {
      Checked checked = new Checked();
      for (String kind : kinds) {
        String[] words = kind.split(" ");
        String text =
            "# loadBalancerIP addresses\napiVersion: %s\nkind: %s\nmetadata: %s\nspec: %s\n"
                .formatted(
                    words[0],
                    words[1],
                    tree(random, keys, shapes, 3),
                    tree(random, keys, shapes, 5));
        checked.with(words[1] + ".yaml", text);
      }
      reported += checked.findings().size();
    }
    assertTrue(reported > 200, reported + " findings");
  }

  private static String tree(Random random, String[] keys, String[] shapes, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return shapes[random.nextInt(shapes.length)].replace(
          "&a [*a]", depth == 5 ? "&a [*a]" : "[]");
    }
    List<String> fields = new ArrayList<>();
    for (String key : new TreeSet<>(List.of(keys))) {
      if (random.nextInt(10) == 0) {
        fields.add(key + ": " + tree(random, keys, shapes, depth - 1));
      }
    }
    String mapping = "{" + String.join(", ", fields) + "}";
    return random.nextBoolean() ? mapping : "[" + mapping + "]";
  }

  /** Against the CRDs. */
  @Test
  void theWordsOfAnEnumAreTheCrds() throws IOException {
    Field family = property(spec("CiliumBGPPeerConfig"), "families").get("items");
    assertEquals(BgpPeerCheck.AFI, words(property(family, "afi")));
    assertEquals(BgpPeerCheck.SAFI, words(property(family, "safi")));
    Field item = property(spec("CiliumBGPAdvertisement"), "advertisements").get("items");
    assertEquals(BgpAdvertisementCheck.TYPES, words(property(item, "advertisementType")));
    assertEquals(
        BgpAdvertisementCheck.ADDRESSES,
        words(property(property(item, "service"), "addresses").get("items")));
  }

  private static Field spec(String kind) throws IOException {
    String text = Files.readString(CRDS.resolve(kind.toLowerCase(Locale.ROOT) + "s.yaml"));
    Field versions = Document.inFile(kind, 1, text).root().get("spec").get("versions");
    return property(versions.items().getFirst().get("schema").get("openAPIV3Schema"), "spec");
  }

  private static Field property(Field schema, String name) {
    return schema.get("properties").get(name);
  }

  private static List<String> words(Field schema) {
    return schema.get("enum").items().stream().map(Field::text).toList();
  }
}
