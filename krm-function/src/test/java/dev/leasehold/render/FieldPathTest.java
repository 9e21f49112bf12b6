package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a binding with a fieldPath leaves to others. */
class FieldPathTest {
  private static final String WEB = "2001:db8:a::80";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${SVC_GATEWAY}            | ${SVC_GATEWAY},2001:db8:a::80",
        "a.example                 | a.example,2001:db8:a::80",
        "10.0.0.1, a.example       | 10.0.0.1, a.example, 2001:db8:a::80",
        "\"--ip=10.0.0.1\"         | \"--ip=10.0.0.1,2001:db8:a::80\"",
        "\"\"                      | \"2001:db8:a::80\"",
        "                          | 2001:db8:a::80",
        "[a.example, \"${B}\"]     | [a.example, \"${B}\", '2001:db8:a::80']",
      })
  void textOfOthersStays(String before, String after) {
    for (String strategy : List.of("Append", "Replace")) {
      RenderScenario scene = scene(before == null ? "" : before, strategy).render();
      assertEquals(object(after), scene.text("x.yaml").replaceAll("(?s)  annotations:.*?}'\n", ""));
    }
  }

  @Test
  void aTextThatMayBeAPlaceholderIsReportedOnce() {
    RenderScenario scene = scene("to be filled", "Replace").render();
    String reported =
        "x.yaml:1: Thing x: spec.ip keeps 'to be filled' beside the new addresses; set placeholder:"
            + " true in the binding to replace it";
    assertTrue(scene.reported().contains(reported), () -> scene.reported().toString());
    assertTrue(scene.render().reported().stream().noneMatch(reported::equals));
  }

  @Test
  void aPlaceholderIsReplacedAsAWhole() {
    for (String text : List.of("to be filled", "${VAR}", "a, b")) {
      RenderScenario scene = placeholder(scene(text, "Append")).render();
      assertTrue(scene.text("x.yaml").contains("  ip: " + WEB + "\n"), scene.text("x.yaml"));
    }
    assertTrue(
        placeholder(scene("10.0.0.1,a", "Append"))
            .render()
            .text("x.yaml")
            .contains("  ip: 10.0.0.1,a," + WEB + "\n"));
  }

  @Test
  void aPlaceholderIsOnlyInAField() {
    placeholder(
            new RenderScenario()
                .prefix("home")
                .lease("home", "2001:db8:a")
                .binding("b", "name: home, host: web", "kind: Service, name: x", "Replace"))
        .fails(
            "binding-b.yaml:8: DynamicPrefixBinding b: spec.placeholder: is only for a target with"
                + " a fieldPath; remove it");
  }

  @Test
  void aNameOfExternalDnsIsNeverJoinedWithAddresses() {
    RenderScenario scene =
        new RenderScenario()
            .prefix("home")
            .lease("home", "2001:db8:a")
            .file(
                "x.yaml",
                """
                apiVersion: v1
                kind: Service
                metadata:
                  name: x
                  annotations:
                    external-dns.alpha.kubernetes.io/target: home.example
                """)
            .binding(
                "b",
                "name: home, host: web",
                "kind: Service, name: x, annotation: external-dns",
                "Append");
    scene.fails(
        "x.yaml:6: Service x: metadata.annotations[external-dns.alpha.kubernetes.io/target]: holds"
            + " the name 'home.example', and one DNS name cannot have both a name and addresses as"
            + " its targets; remove the name, or delete the binding");
    scene.edit("x.yaml", text -> text.replace("home.example", "${IP}")).render();
    assertTrue(scene.text("x.yaml").contains("target: ${IP}," + WEB), scene.text("x.yaml"));
  }

  private static RenderScenario placeholder(RenderScenario scene) {
    return scene.edit("binding-b.yaml", text -> text + "  placeholder: true\n");
  }

  private static RenderScenario scene(String value, String strategy) {
    return new RenderScenario()
        .prefix("home")
        .lease("home", "2001:db8:a")
        .file("x.yaml", object(value))
        .binding(
            "b", "name: home, host: web", "kind: Thing, name: x, fieldPath: spec.ip", strategy);
  }

  private static String object(String value) {
    return "apiVersion: example.net/v1\nkind: Thing\nmetadata:\n  name: x\nspec:\n  ip:"
        + (value.isEmpty() ? "" : " " + value)
        + "\n";
  }
}
