package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.files.Scope;
import dev.leasehold.render.files.UnreadFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An Agent, and what is made of it; the golden folders {@code agent*} show whole files. */
class AgentTest {
  private static final String AGENT =
      """
      apiVersion: api.operator.brtrm.dev/v1alpha1
      kind: Agent
      metadata: {name: agent, namespace: system, annotations: {config.kubernetes.io/local-config: "true"}}
      spec: {}
      """;

  private SortedMap<String, String> files = new TreeMap<>(Map.of("agent.yaml", AGENT));

  @Test
  void runsOnEveryLinuxNodeWithTheImageThatIsBuiltHere() {
    assertEquals(List.of(), render());
    String daemonSet = files.getOrDefault("daemonset-leasehold-agent.yaml", "");
    assertTrue(daemonSet.contains("image: localhost/leasehold:latest\n"), daemonSet);
    assertTrue(daemonSet.contains("nodeSelector:\n        kubernetes.io/os: linux\n"), daemonSet);
    assertFalse(daemonSet.contains("tolerations:"), daemonSet);
    SortedMap<String, String> before = new TreeMap<>(files);
    assertEquals(List.of(), render());
    assertEquals(before, files);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: agent|name: x|metadata.name: a package has one Agent; name it 'agent'",
        "namespace: system, |``|metadata: needs the namespace in which the Pods of the agent run",
        "v1alpha1|v1|apiVersion: unknown apiVersion; use api.operator.brtrm.dev/v1alpha1",
        "kind: Agent|kind: agent|kind: 'agent' is not a kind; write Agent",
        "spec: {}|spec: {images: a}|spec.images: unknown field; valid fields are image,"
            + " nodeSelector, tolerations",
        "spec: {}|spec: {image: \"a b\"}|spec.image: invalid image; write it as"
            + " registry.example.org/leasehold:0.1.0",
        "spec: {}|spec: {nodeSelector: {a: \"b c\"}}|spec.nodeSelector.a: invalid value of a"
            + " label: write up to 63 of A-Z, a-z, 0-9, '-', '_', '.'",
        "spec: {}|spec: {tolerations: [{effect: NoSchedule}]}|spec.tolerations[0]: has no key;"
            + " write one, or operator: Exists, which tolerates every taint",
        "spec: {}|spec: {tolerations: [{key: a, operator: Exists, value: b}]}|"
            + "spec.tolerations[0].value: has no effect with operator: Exists; remove it",
        "spec: {}|spec: {tolerations: [{key: a, operator: In}]}|spec.tolerations[0].operator:"
            + " 'In' is not one of Exists, Equal",
        "spec: {}|spec: {tolerations: [{key: a, tolerationSeconds: 3}]}|"
            + "spec.tolerations[0].tolerationSeconds: needs effect: NoExecute",
      })
  void whatIsWrongStopsTheRun(String right, String wrong, String message) {
    files.put("agent.yaml", AGENT.replace(right, wrong == null ? "" : wrong));
    List<String> reported = render();
    assertEquals(1, reported.size(), reported.toString());
    assertTrue(reported.getFirst().endsWith(message), reported.toString());
    assertEquals(1, files.size());
  }

  @Test
  void nothingIsDeletedWhileAnAgentMayBeElsewhere() {
    render();
    files.put("agent.yaml", "{{ if .Values.agent }}\n" + AGENT + "{{ end }}\n");
    render();
    assertTrue(files.containsKey("daemonset-leasehold-agent.yaml"));
    files.remove("agent.yaml");
    render(
        new Scope(
            true,
            List.of(
                new UnreadFile(
                    "agent.yaml.tpl", UnreadFile.Reason.TEMPLATE, word -> AGENT.contains(word)))));
    assertTrue(files.containsKey("daemonset-leasehold-agent.yaml"));
    render(Scope.UNKNOWN);
    assertTrue(files.containsKey("daemonset-leasehold-agent.yaml"));
    List<String> reported = render();
    assertTrue(reported.getFirst().contains("is deleted, because"), reported.toString());
    assertEquals(Map.of(), files);
  }

  @Test
  void aPatchOfTheAgentIsNoSecondOne() {
    files.put("patch.yaml", AGENT);
    files.put(
        "kustomization.yaml",
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources: [agent.yaml]
        patches:
          - path: patch.yaml
        """);
    render();
    assertTrue(files.containsKey("daemonset-leasehold-agent.yaml"));
  }

  private List<String> render() {
    return render(Scope.WHOLE);
  }

  /** Renders the files in place; the findings. */
  private List<String> render(Scope scope) {
    KrmPackage before = KrmPackage.of(files);
    List<Document> documents = before.documents();
    Rendering rendering = Renderer.render(documents, Optional.empty(), scope);
    files = new TreeMap<>(files);
    files.putAll(before.changed(rendering.documents()));
    files.values().removeIf(String::isEmpty);
    return rendering.findings().stream().map(Finding::toString).toList();
  }
}
