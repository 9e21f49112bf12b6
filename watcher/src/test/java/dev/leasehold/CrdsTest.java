package dev.leasehold;

import static dev.leasehold.JsonSchema.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The CRDs of the status objects take what the documents in Git may say. */
final class CrdsTest {
  private static final Path SCHEMAS = Path.of("../kpt-package/schemas");
  private static final Path CRDS = Path.of("../docs/deploy/crds");

  /** A field that is only in one of them, or has another type or bound there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DynamicPrefix:dynamicprefixes",
        "DynamicPrefixBinding:dynamicprefixbindings",
        "PublicIPClaim:publicipclaims",
        "PublicIPAutoscaler:publicipautoscalers"
      })
  void theSpecIsThatOfTheSchemaForEditors(String names) throws IOException {
    String kind = names.split(":")[0];
    String plural = names.split(":")[1];
    Map<String, Object> crd = load(CRDS.resolve(plural + ".yaml"));
    Map<?, ?> spec = map(crd, "spec");
    assertEquals(kind, map(spec, "names").get("kind"));
    assertEquals(plural + ".leasehold.dev", map(crd, "metadata").get("name"));
    Map<?, ?> version = (Map<?, ?>) ((List<?>) spec.get("versions")).getFirst();
    assertEquals(Map.of(), map(map(version, "subresources"), "status"));
    Map<?, ?> root = map(map(version, "schema"), "openAPIV3Schema");
    assertEquals(List.of("spec"), root.get("required"));
    Map<?, ?> editors = load(SCHEMAS.resolve(kind.toLowerCase(Locale.ROOT) + ".json"));
    assertEquals(
        comparable(asInCluster(map(map(editors, "properties"), "spec"))),
        comparable(map(map(root, "properties"), "spec")));
  }

  /** Those of Kubernetes, Cilium, Gateway API, cert-manager and Flux. */
  private static final Set<String> TAKEN =
      Set.of(
          ("cm cs ep ev limits ns no pvc pv po rc quota sa svc crd crds deploy ds rs "
                  + "sts hpa cj csr ing ip netpol pdb pc sc va vap vac "
                  + "ciliumpools lbippool lbippools l2announcement ccg "
                  + "cn cnp ccnp ces cep ciliumid bgpp gtw gc cert certs ks hr")
              .split(" "));

  @Test
  void eachKindHasAShortNameOfItsOwn() throws IOException {
    Set<String> taken = new HashSet<>(TAKEN);
    List<String> all = new ArrayList<>();
    for (Path file : crds()) {
      for (Object crd : documents(file)) {
        Map<?, ?> names = map(map((Map<?, ?>) crd, "spec"), "names");
        assertTrue(names.get("shortNames") instanceof List<?>, names.toString());
        for (Object name : (List<?>) names.get("shortNames")) {
          assertTrue(taken.add(String.valueOf(name)), name + " has another kind: " + names);
          all.add(String.valueOf(name));
        }
      }
    }
    Collections.sort(all);
    assertEquals(List.of("dp", "dpb", "ipr", "iprc", "lha", "pia", "pic", "pics"), all);
  }

  private static List<Path> crds() throws IOException {
    List<Path> files = new ArrayList<>(List.of(CRDS.resolveSibling("ip-rules/crds.yaml")));
    try (Stream<Path> folder = Files.list(CRDS)) {
      folder.filter(file -> !file.endsWith("kustomization.yaml")).forEach(files::add);
    }
    return files;
  }

  private static List<Object> documents(Path file) throws IOException {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    List<Object> documents = new ArrayList<>();
    new Load(settings).loadAllFromString(Files.readString(file)).forEach(documents::add);
    return documents;
  }

  /** What an API server takes of a schema for editors (structural schemas). */
  private static Map<String, Object> asInCluster(Map<?, ?> schema) {
    Map<String, Object> made = new LinkedHashMap<>();
    schema.forEach((word, rule) -> made.put(String.valueOf(word), rule));
    made.remove("additionalProperties"); // an API server drops unknown fields anyway
    Object otherwise = made.remove("default"); // else a mirror would say what Git does not
    if (otherwise != null) {
      String words = text(otherwise);
      made.merge("description", "Default: " + words + ".", (a, b) -> a + " " + b);
    }
    if (made.get("type") instanceof List<?>) {
      made.remove("type");
      made.put("x-kubernetes-int-or-string", true);
    } else if (List.of("On", "Off").equals(made.get("enum"))) { // true and false for kubectl
      made.put("enum", List.of("On", "Off", true, false));
      made.put("x-kubernetes-preserve-unknown-fields", true);
    } else if (made.containsKey("enum")) {
      made.putIfAbsent("type", "string");
    }
    if (made.containsKey("items")) {
      made.put("items", asInCluster(map(made, "items")));
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    map(made, "properties")
        .forEach((key, of) -> properties.put(String.valueOf(key), asInCluster((Map<?, ?>) of)));
    if (!properties.isEmpty()) {
      made.put("properties", properties);
    }
    return made;
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? "[\"" + String.join("\", \"", list.stream().map(String::valueOf).toList()) + "\"]"
        : String.valueOf(value);
  }

  /** Without rules across fields, which a schema for editors cannot have. */
  private static @Nullable Object comparable(@Nullable Object schema) {
    if (schema instanceof List<?> list) {
      List<@Nullable Object> items = new ArrayList<>();
      list.forEach(item -> items.add(comparable(item)));
      return items;
    }
    if (!(schema instanceof Map<?, ?> map)) {
      return schema;
    }
    Map<String, @Nullable Object> made = new LinkedHashMap<>();
    map.forEach((key, value) -> made.put(String.valueOf(key), comparable(value)));
    boolean isSpec = "What Git asks for.".equals(made.get("description"));
    made.keySet().remove("x-kubernetes-validations");
    if (isSpec) {
      made.remove("description");
    }
    return made;
  }

  private static Map<String, Object> load(Path file) throws IOException {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    Map<String, Object> made = new LinkedHashMap<>();
    Object loaded = new Load(settings).loadFromString(Files.readString(file));
    assertTrue(loaded instanceof Map<?, ?>, file.toString());
    ((Map<?, ?>) loaded).forEach((key, value) -> made.put(String.valueOf(key), value));
    return made;
  }
}
