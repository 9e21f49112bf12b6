package dev.leasehold;

import static dev.leasehold.JsonSchema.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.api.TargetKindSpec;
import dev.leasehold.config.WatcherConfig;
import dev.leasehold.event.EventKind;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.Components;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The schemas for editors match the readers of the documents. */
final class SchemasTest {
  private static final Path SCHEMAS = Path.of("../kpt-package/schemas");
  private static final Path EVERY_FIELD = Path.of("../testdata/schemas/every-field.yaml");
  private static final String UNKNOWN = "zzz";
  private static final String KNOWN_FIELDS = "unknown field; valid fields are ";
  private static final String KNOWN_VALUES = "' is not one of ";

  private final Set<String> seen = new TreeSet<>();

  @Test
  void eachFieldThatAReaderKnowsIsInTheSchemaAndTheOtherWayRound() throws IOException {
    for (Map<String, Object> document : documents(EVERY_FIELD)) {
      assertEquals("", refusal(document), document.toString());
      compare(kind(document), document, document, schema(document));
    }
    Set<String> all = new TreeSet<>();
    for (Path file : files(SCHEMAS)) {
      Map<String, Object> schema = load(Files.readString(file));
      addFields(String.valueOf(schema.get("title")), schema, all);
    }
    assertEquals(all, seen, "every field of a schema is in " + EVERY_FIELD);
  }

  @Test
  void theDocumentsThatAReaderTakesFitTheSchema() throws IOException {
    int count = 0;
    for (String folder : List.of("../testdata", "../templates", "../kpt-package")) {
      for (Path file : files(Path.of(folder))) {
        for (Map<String, Object> document : documents(file)) {
          if (hasSchema(document) && refusal(document).isEmpty()) {
            count++;
            assertEquals(
                List.of(),
                JsonSchema.misfits(schema(document), document),
                () -> file + ": " + document);
          }
        }
      }
    }
    assertTrue(count > 100, "only " + count);
  }

  @Test
  void theComponentsAreThoseThatThereAre() throws IOException {
    Map<?, ?> spec =
        map(
            map(load(Files.readString(SCHEMAS.resolve("renderconfig.json"))), "properties"),
            "spec");
    Map<?, ?> components = map(map(map(spec, "properties"), "components"), "items");
    assertEquals(Components.names(), components.get("enum"));
  }

  @Test
  void theEventsAreThoseThatPeopleAreToldOf() throws IOException {
    Map<?, ?> at = load(Files.readString(SCHEMAS.resolve("watcherconfig.json")));
    for (String key : List.of("spec", "notify")) {
      at = map(map(at, "properties"), key);
    }
    at = map(map(at, "items"), "properties");
    Map<?, ?> on = map(map(map(at, "webhook"), "properties"), "on");
    assertEquals(
        Arrays.stream(EventKind.values())
            .filter(kind -> kind.level().toInt() >= Level.INFO.toInt())
            .map(EventKind::spelling)
            .toList(),
        map(on, "items").get("enum"));
  }

  @Test
  void whatDoesNotFitIsFound() throws IOException {
    Map<String, Object> document = documents(EVERY_FIELD).getFirst();
    Map<String, Object> spec = load("suspend: 'no'\nacquisition: {}\ntransition: {onLos: Keep}\n");
    spec.put("subnets", List.of(load("{name: a, offset: 1, index: 1, prefixLength: 64}")));
    document.put("spec", spec);
    assertEquals(3, JsonSchema.misfits(schema(document), document).size());
  }

  /** A document with an unknown field and invalid values. */
  private void compare(
      String path, Map<String, Object> document, @Nullable Object at, Map<?, ?> schema) {
    if (at instanceof List<?> items) {
      items.forEach(item -> compare(path + "[]", document, item, map(schema, "items")));
    }
    if (!(at instanceof Map<?, ?> any) || !schema.containsKey("properties")) {
      return;
    }
    @SuppressWarnings("unchecked") // keys are names
    Map<String, Object> fields = (Map<String, Object>) any;
    fields.put(UNKNOWN, 1);
    String refusal = refusal(document);
    fields.remove(UNKNOWN);
    boolean closed = Boolean.FALSE.equals(schema.get("additionalProperties"));
    if (refusal.contains(KNOWN_FIELDS)) {
      assertEquals(known(refusal, KNOWN_FIELDS), keys(map(schema, "properties")), path);
      assertTrue(closed, path);
    } else {
      assertEquals("", refusal, path);
      assertTrue(!closed, path);
    }
    for (String key : List.copyOf(fields.keySet())) {
      String name = path + "." + key;
      Map<?, ?> of = map(map(schema, "properties"), key);
      seen.add(name);
      if (of.get("enum") instanceof List<?> values) {
        compareValues(name, document, fields, key, values);
      }
      compare(name, document, fields.get(key), of);
    }
  }

  private static void compareValues(
      String path,
      Map<String, Object> document,
      Map<String, Object> fields,
      String key,
      List<?> values) {
    Object before = fields.put(key, UNKNOWN);
    String refusal = refusal(document);
    fields.put(key, before);
    if (refusal.contains(KNOWN_VALUES)) {
      Set<String> known = known(refusal, KNOWN_VALUES);
      Set<String> inSchema = new TreeSet<>();
      values.forEach(value -> inSchema.add(String.valueOf(value)));
      assertEquals(known, inSchema, path);
    }
  }

  private static Set<String> known(String refusal, String words) {
    String list = refusal.substring(refusal.indexOf(words) + words.length());
    return new TreeSet<>(Arrays.asList(list.split(", ")));
  }

  private static Set<String> keys(Map<?, ?> map) {
    Set<String> keys = new TreeSet<>();
    map.keySet().forEach(key -> keys.add(String.valueOf(key)));
    return keys;
  }

  private static void addFields(String path, Map<?, ?> schema, Set<String> fields) {
    Map<?, ?> properties = map(schema, "properties");
    for (String key : keys(properties)) {
      fields.add(path + "." + key);
      addFields(path + "." + key, map(properties, key), fields);
    }
    if (schema.containsKey("items")) {
      addFields(path + "[]", map(schema, "items"), fields);
    }
  }

  /** The reason why the reader rejects a document; empty if it accepts it. */
  private static String refusal(Map<String, Object> document) {
    String text = new Dump(DumpSettings.builder().build()).dumpToString(document);
    try {
      Field root = Document.inFile("a.yaml", 1, text).root();
      switch (kind(document)) {
        case "DynamicPrefix" -> DynamicPrefix.read(root);
        case "DynamicPrefixBinding" -> DynamicPrefixBinding.read(root);
        case "PrefixLease" -> PrefixLease.read(root);
        case "PublicIPAutoscaler" -> PublicIPAutoscaler.read(root);
        case "PublicIPClaim" -> PublicIPClaim.read(root);
        case "PublicIPLease" -> PublicIPLease.read(root);
        case "RenderConfig" -> RenderConfig.read(root);
        case "TargetKind" -> TargetKindSpec.read(root);
        case "WatcherConfig" -> WatcherConfig.read(Path.of("/a.yaml"), text);
        default -> {} // not ours
      }
      return "";
    } catch (FieldException e) {
      return e.finding().toString();
    }
  }

  private static boolean hasSchema(Map<String, Object> document) {
    String version = String.valueOf(document.get("apiVersion"));
    boolean ours =
        Set.of(
                "leasehold.dev/v1alpha1",
                "network.reith.cloud/v1alpha1",
                "net.serialx.dev/v1alpha1",
                "network.serialx.net/v1alpha1")
            .contains(version);
    return ours && Files.exists(schemaFile(document));
  }

  private static Map<String, Object> schema(Map<String, Object> document) throws IOException {
    return load(Files.readString(schemaFile(document)));
  }

  private static Path schemaFile(Map<String, Object> document) {
    return SCHEMAS.resolve(kind(document).toLowerCase(Locale.ROOT) + ".json");
  }

  private static String kind(Map<String, Object> document) {
    return String.valueOf(document.get("kind"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(yaml|json)"))
          .sorted()
          .toList();
    }
  }

  /** The readable objects of a file. */
  private static List<Map<String, Object>> documents(Path file) throws IOException {
    String text = Files.readString(file);
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Document document :
        KrmPackage.of(new TreeMap<>(Map.of(file.toString(), text))).documents()) {
      if (isObject(document)) {
        documents.add(load(document.text()));
      }
    }
    return documents;
  }

  private static boolean isObject(Document document) {
    try {
      return document.object().isPresent();
    } catch (FieldException e) {
      return false;
    }
  }

  @SuppressWarnings("unchecked") // an object
  private static Map<String, Object> load(String text) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    return (Map<String, Object>) new Load(settings).loadFromString(text);
  }
}
