package dev.leasehold.render;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.render.files.Scope;
import dev.leasehold.render.files.UnreadFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which object a binding means. */
class TargetSearchTest {
  private static final String MADE = "gateway-web.yaml";

  private static String gateway(String namespace) {
    return """
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata:
      name: web
      %s
    spec:
      addresses:
        - value: 2001:db8:ffff::1
    """
        .formatted(namespace);
  }

  private static RenderScenario scene() {
    return new RenderScenario().prefix("home").lease("home", "2001:db8:1");
  }

  private static RenderScenario bound(RenderScenario scene, String namespace) {
    return scene.binding(
        "to-" + namespace,
        "name: home, subnet: web",
        "kind: Gateway, namespace: " + namespace + ", name: web",
        "Replace");
  }

  private static String addresses(RenderScenario scene, String file) {
    String text = scene.text(file);
    return text.substring(text.indexOf("addresses:"));
  }

  @Test
  void oneWithoutANamespaceGetsItElsewhereAndIsNotMadeAgain() {
    RenderScenario scene = bound(scene(), "apps").file("a.yaml", gateway("")).render();
    assertTrue(addresses(scene, "a.yaml").contains("2001:db8:1::80"));
    assertFalse(scene.has(MADE));
    scene.lease("home", "2001:db8:2").render();
    assertTrue(addresses(scene, "a.yaml").contains("2001:db8:2::80"));
  }

  @Test
  void anObjectWithTheNamespaceIsPreferred() {
    RenderScenario scene =
        bound(scene(), "apps")
            .file("a.yaml", gateway(""))
            .file("b.yaml", gateway("namespace: apps"))
            .render();
    assertFalse(addresses(scene, "a.yaml").contains("2001:db8:1::80"));
    assertTrue(addresses(scene, "b.yaml").contains("2001:db8:1::80"));
  }

  @Test
  void oneOfAnotherNamespaceIsAnotherObject() {
    RenderScenario scene =
        bound(scene(), "apps").file("a.yaml", gateway("namespace: other")).render();
    assertFalse(addresses(scene, "a.yaml").contains("2001:db8:1::80"));
    assertTrue(scene.has(MADE));
  }

  @Test
  void aBindingWithoutANamespaceMeansAny() {
    RenderScenario scene =
        scene()
            .binding("any", "name: home, subnet: web", "kind: Gateway, name: web", "Replace")
            .file("a.yaml", gateway("namespace: other"))
            .render();
    assertTrue(addresses(scene, "a.yaml").contains("2001:db8:1::80"));
  }

  @Test
  void twoNamespacesCannotMeanOneObject() {
    RenderScenario scene = bound(bound(scene(), "apps"), "more").file("a.yaml", gateway(""));
    scene.fails(
        "binding-to-more.yaml:6: DynamicPrefixBinding to-more: spec.target: Gateway web in a.yaml"
            + " has no namespace, but another binding targets it in 'apps'; write its namespace"
            + " there");
  }

  @Test
  void anObjectInAnUnreadableFileIsNotMade() {
    byte[] latin1 = (gateway("namespace: apps") + "# K\u00fcche").getBytes(ISO_8859_1);
    byte[] utf16 = gateway("namespace: apps").getBytes(UTF_16);
    for (byte[] content : List.of(latin1, utf16)) {
      UnreadFile file = RenderScenario.unread("k.yaml", UnreadFile.Reason.NOT_UTF8, content);
      bound(scene(), "apps")
          .scope(new Scope(true, List.of(file)))
          .fails(
              "binding-to-apps.yaml:6: DynamicPrefixBinding to-apps: spec.target: Gateway web was"
                  + " not found, and k.yaml, which mentions it, is not read: it is not UTF-8; save"
                  + " it as UTF-8");
    }
    UnreadFile other =
        RenderScenario.unread(
            "k.yaml", UnreadFile.Reason.NOT_UTF8, "kind: Gateway\nname: other".getBytes(UTF_16));
    assertTrue(bound(scene(), "apps").scope(new Scope(true, List.of(other))).render().has(MADE));
  }

  @Test
  void anObjectThatATemplateSeemsToMakeIsNotMade() {
    UnreadFile file =
        RenderScenario.unread(
            "web.yaml.j2",
            UnreadFile.Reason.TEMPLATE,
            ("{% if x %}\n" + gateway("") + "{% endif %}\n").getBytes(UTF_8));
    RenderScenario scene = bound(scene(), "apps").scope(new Scope(true, List.of(file))).render();
    assertFalse(scene.has(MADE));
    assertEquals(
        List.of(
            "binding-to-apps.yaml:6: DynamicPrefixBinding to-apps: spec.target: Gateway web is not"
                + " made: web.yaml.j2, a template, seems to make it"),
        scene.reported());
  }

  @Test
  void anObjectThatALinkMayLeadToIsMadeWithAWarning() {
    RenderScenario scene =
        bound(scene(), "apps")
            .scope(new Scope(true, List.of(UnreadFile.link("link.yaml"))))
            .render();
    assertTrue(scene.has(MADE));
    assertEquals(
        List.of(
            "binding-to-apps.yaml:6: DynamicPrefixBinding to-apps: spec.target: Gateway web was not"
                + " found, so a new one is made. Links are not followed; if one of these leads to"
                + " the object, delete the new file: link.yaml"),
        scene.reported().stream()
            .filter(reported -> reported.contains("a new one is made"))
            .toList());
  }
}
