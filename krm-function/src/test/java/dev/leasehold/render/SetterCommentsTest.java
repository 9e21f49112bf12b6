package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.files.Scope;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A comment that names a setter sets a value, or a finding says why it does not. */
class SetterCommentsTest {
  private static final String OBJECT = "apiVersion: v1\nkind: Thing\nmetadata:\n  name: x\n";

  private static final String INTENT =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefix
      metadata: {name: home}
      spec:
        acquisition: {routerAdvertisement: {interface: eth0}}
        hosts: [{name: web, suffix: "::80"}]
      ---
      apiVersion: leasehold.dev/v1alpha1
      kind: PrefixLease
      metadata: {name: home}
      spec:
        source: router-advertisement
        prefixes:
        - {prefix: "2001:db8:2222::/56", state: Current, since: "2026-11-21T10:00:00Z"}
      """;

  private static final String SETTERS =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {v: new}\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "machine:\n  ip: old # kpt-set: ${v}\n", // a Talos patch, Helm values
        "kind: Foo\na: old # kpt-set: ${v}\n",
        "- op: replace\n  path: /spec/ip\n  value: old # kpt-set: ${v}\n", // RFC 6902
        "#cloud-config\nhosts:\n- old # kpt-set: ${v}\n",
        "- - old # kpt-set: ${v}\n",
      })
  void setsYamlOfAnySort(String text) {
    assertEquals(text.replace("old #", "new #"), rendered(text));
    assertEquals(List.of(), reported(text));
  }

  @Test
  void aSetterThatACommentOnALineOfItsOwnNamesIsUsedNowhere() {
    String text = "v: old\n# kpt-set: ${v}\n";
    assertEquals(OBJECT + text, rendered(OBJECT + text));
    assertEquals(
        List.of(
            "x.yaml:6: Thing x: the comment '# kpt-set: ${v}' sets nothing: it is on its own line;"
                + " put it after the value, on the same line",
            unused()),
        reported(OBJECT + text));
  }

  @Test
  void aRemarkThatIsASetterCommentSetsNothing() {
    String text = OBJECT + "w: old # kpt-set: ${v} # kpt-set: ${v}\n";
    assertEquals(text, rendered(text));
    assertEquals(2, reported(text).size());
  }

  @Test
  void aSetterIsUsedWhenAValueHasIt() {
    assertEquals(List.of(), reported(OBJECT + "v: new # kpt-set: ${v}\n"));
    String secret = "v: ENC[AES256_GCM,data:x] # kpt-set: ${v}\nsops: {mac: x}\n";
    assertTrue(reported(OBJECT + secret).contains(unused()));
    assertEquals(List.of(unused()), reported(OBJECT + "v: x # ${v}\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hom.web", "Home.web", "home-ipv6.wbe", "homee.web.all"})
  void aMisspelledLeaseNameIsAnError(String name) {
    String text = OBJECT + "v: 2001:db8::80 # kpt-set: ${" + name + "}\n";
    boolean isNear = !name.startsWith("home-ipv6");
    String nearest = name.endsWith(".all") ? "home.web.all" : "home.web";
    List<String> errors =
        isNear
            ? List.of(
                "x.yaml:5: unknown name '${"
                    + name
                    + "}', so the value stays unchanged; write ${"
                    + nearest
                    + "} if you mean that")
            : List.of();
    assertEquals(errors, render(files(text)).errors().stream().map(Finding::toString).toList());
  }

  @Test
  void anotherNameThatIsNearlyKnownIsAWarning() {
    assertTrue(
        reported(OBJECT + "x: 2001:db8::80 # kpt-set: ${home_web}\n")
            .contains(
                "x.yaml:5: unknown name '${home_web}', so the value stays unchanged; write"
                    + " ${home.web} if you mean that"));
  }

  @Test
  void anUnknownNameWithADotIsAWarning() {
    assertTrue(
        reported(OBJECT + "v: x # kpt-set: ${image.tag}\n")
            .contains(
                "x.yaml:5: unknown name '${image.tag}', so the value stays unchanged; known names"
                    + " are home, home.all, home.web, home.web.all"));
  }

  @Test
  void aPlainNameThatNothingGivesKeepsTheValueOfTheManifest() {
    for (String name : List.of("image", "node-2", "vpn")) {
      assertEquals(List.of(unused()), reported(OBJECT + "v: x # kpt-set: ${" + name + "}\n"));
    }
  }

  private static String unused() {
    return "setters.yaml:4: ConfigMap s: data.v: setter 'v' is unused: no '# kpt-set: ' comment"
        + " after a value names it";
  }

  private static SortedMap<String, String> files(String text) {
    SortedMap<String, String> files = new TreeMap<>();
    files.put("intent.yaml", INTENT);
    files.put("setters.yaml", SETTERS);
    files.put("x.yaml", text);
    return files;
  }

  private static Rendering render(SortedMap<String, String> files) {
    return Renderer.render(KrmPackage.of(files).documents(), Optional.empty(), Scope.WHOLE);
  }

  private static String rendered(String text) {
    SortedMap<String, String> files = files(text);
    Rendering rendering = render(files);
    assertEquals(List.of(), rendering.errors());
    return KrmPackage.of(files).changed(rendering.documents()).getOrDefault("x.yaml", text);
  }

  private static List<String> reported(String text) {
    return render(files(text)).findings().stream().map(Finding::toString).toList();
  }
}
