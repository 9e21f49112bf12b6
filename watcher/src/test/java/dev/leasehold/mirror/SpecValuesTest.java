package dev.leasehold.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A spec as an API server takes it. */
final class SpecValuesTest {
  private static final Path SCHEMAS = Path.of("../kpt-package/schemas");

  @Test
  void valuesHaveTheTypesOfTheirFields() {
    assertEquals(
        Map.of(
            "suspend", true,
            "transition", Map.of("maxPrefixHistory", 2L, "damping", "On"),
            "subnets",
                List.of(
                    Map.of("name", "7", "offset", 4096L, "prefixLength", 120L),
                    Map.of("name", "b", "offset", "::2000", "prefixLength", 120L),
                    Map.of("name", "c", "index", "99999999999999999999", "prefixLength", 120L))),
        of(
            """
            suspend: "true"
            accept:
            transition: {maxPrefixHistory: "2", damping: On}
            subnets:
              - {name: 7, offset: 0x1000, prefixLength: 120}
              - {name: b, offset: "::2000", prefixLength: "120"}
              - {name: c, index: 99999999999999999999, prefixLength: 120}
            """));
  }

  /** A field that a schema gets later must be here. */
  @Test
  void knowsTheTypeOfEachField() throws IOException {
    Set<String> numbers = new TreeSet<>();
    Set<String> flags = new TreeSet<>();
    Set<String> either = new TreeSet<>();
    for (String kind :
        List.of("dynamicprefix", "dynamicprefixbinding", "publicipclaim", "publicipautoscaler")) {
      Field schema =
          Document.inFile("", 0, Files.readString(SCHEMAS.resolve(kind + ".json"))).root();
      collect(schema.get("properties").get("spec"), numbers, flags, either);
    }
    Field agent =
        Document.inFile("", 0, Files.readString(Path.of("../docs/deploy/crds/agents.yaml"))).root();
    Field version = agent.get("spec").get("versions").items().getFirst();
    Field ofAgent = version.get("schema").get("openAPIV3Schema").get("properties").get("spec");
    collect(ofAgent, numbers, flags, either);
    assertEquals(new TreeSet<>(SpecValues.NUMBERS), numbers);
    assertEquals(new TreeSet<>(SpecValues.FLAGS), flags);
    assertEquals(new TreeSet<>(SpecValues.NUMBERS_OR_TEXTS), either);
  }

  private static void collect(
      Field schema, Set<String> numbers, Set<String> flags, Set<String> either) {
    schema.find("items").ifPresent(items -> collect(items, numbers, flags, either));
    List<Field> properties = schema.find("properties").map(Field::fields).orElse(new ArrayList<>());
    for (Field property : properties) {
      String name = property.key().orElseThrow();
      property
          .find("type")
          .ifPresent(type -> {
            if (type.isList()) {
              either.add(name);
            } else if (type.text().equals("integer")) {
              numbers.add(name);
            } else if (type.text().equals("boolean")) {
              flags.add(name);
            }
          });
      collect(property, numbers, flags, either);
    }
  }

  private static Map<String, Object> of(String spec) {
    return SpecValues.of(Document.inFile("a.yaml", 1, spec).root());
  }
}
