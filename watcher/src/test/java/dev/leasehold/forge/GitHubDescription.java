package dev.leasehold.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.Keyword;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import dev.leasehold.http.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * GitHub's published description of its REST API, for the operations that Leasehold uses: {@code
 * testdata/github/openapi.json}.
 */
final class GitHubDescription {
  private static final Path FILE = Path.of("../testdata/github/openapi.json");
  private static final String IRI = "https://github.example/openapi.json";

  /** GitHub replies with these anywhere, and describes them once for all. */
  private static final Set<Integer> EVERYWHERE = Set.of(401, 429, 500, 502, 503);

  private static final GitHubDescription INSTANCE = new GitHubDescription();

  private final JsonNode root;
  private final JsonSchemaFactory factory;
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  private GitHubDescription() {
    try {
      String text = Files.readString(FILE);
      root = new ObjectMapper().readTree(text);
      factory =
          JsonSchemaFactory.getInstance(
              VersionFlag.V4,
              builder ->
                  builder
                      .metaSchema(dialect())
                      .defaultMetaSchemaIri(OpenApi30.getInstance().getIri())
                      .schemaLoaders(loaders -> loaders.schemas(Map.of(IRI, text))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** That of OpenAPI 3.0, for a document that is more than a schema. */
  private static JsonMetaSchema dialect() {
    return JsonMetaSchema.builder(OpenApi30.getInstance())
        .keywords(
            Stream.of("openapi", "info", "paths", "components")
                .<Keyword>map(NonValidationKeyword::new)
                .toList())
        .build();
  }

  static GitHubDescription get() {
    return INSTANCE;
  }

  /** GitHub's own example of a reply, with other values for some members. */
  Map<String, Object> example(String name, Map<String, ?> members) {
    JsonNode value = root.at("/components/examples/" + name + "/value");
    JsonValue json = JsonValue.parse(value.toString()).orElseThrow();
    Map<String, Object> all = new LinkedHashMap<>();
    JsonValue one = json.isList() ? json.elements().getFirst() : json;
    one.members().forEach((key, member) -> all.put(key.toString(), member));
    all.putAll(members);
    return all;
  }

  /**
   * What is wrong with a call and its reply; empty if both are as described.
   *
   * @param path without query
   * @param query the names of its parameters
   */
  Optional<String> misfit(
      String method, String path, Set<String> query, String body, int status, String reply) {
    Optional<String> template = template(path);
    String operation =
        template
            .map(t -> "/paths/" + escape(t) + "/" + method.toLowerCase(java.util.Locale.ROOT))
            .orElse("");
    if (operation.isEmpty() || root.at(operation).isMissingNode()) {
      return Optional.of("GitHub describes no operation " + method + " " + path);
    }
    Set<String> unknown = new TreeSet<>(query);
    for (JsonNode parameter : root.at(operation + "/parameters")) {
      unknown.remove(resolved(parameter).path("name").asText());
    }
    if (!unknown.isEmpty()) {
      return Optional.of("GitHub describes no parameters " + unknown);
    }
    String request = operation + "/requestBody/content/application~1json/schema";
    if (root.at(request).isMissingNode() && !body.isEmpty()) {
      return Optional.of("GitHub describes no body");
    }
    Optional<String> wrong = body.isEmpty() ? Optional.empty() : misfit(request, body, "request");
    return wrong.or(() -> replyMisfit(operation, status, reply));
  }

  private Optional<String> replyMisfit(String operation, int status, String reply) {
    String pointer = pointer(operation + "/responses/" + status);
    if (root.at(pointer).isMissingNode()) {
      return EVERYWHERE.contains(status)
          ? Optional.empty()
          : Optional.of("GitHub describes no reply " + status);
    }
    String schema = pointer + "/content/application~1json/schema";
    return root.at(schema).isMissingNode() ? Optional.empty() : misfit(schema, reply, "reply");
  }

  private Optional<String> misfit(String pointer, String json, String what) {
    JsonSchema schema =
        schemas.computeIfAbsent(pointer, p -> factory.getSchema(SchemaLocation.of(IRI + "#" + p)));
    try {
      Set<ValidationMessage> wrong = schema.validate(new ObjectMapper().readTree(json));
      return wrong.isEmpty()
          ? Optional.empty()
          : Optional.of(
              what
                  + wrong.stream()
                      .map(ValidationMessage::toString)
                      .collect(Collectors.joining("; ", ": ", "")));
    } catch (IOException e) {
      return Optional.of(what + ": no JSON");
    }
  }

  private Optional<String> template(String path) {
    for (Map.Entry<String, JsonNode> entry : root.path("paths").properties()) {
      if (path.matches(entry.getKey().replaceAll("\\{[a-z_]+}", "[^/]+"))) {
        return Optional.of(entry.getKey());
      }
    }
    return Optional.empty();
  }

  private static String escape(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }

  private String pointer(String at) {
    JsonNode ref = root.at(at).path("$ref");
    return ref.isMissingNode() ? at : ref.asText().substring(1);
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode ref = node.path("$ref");
    return ref.isMissingNode() ? node : root.at(ref.asText().substring(1));
  }
}
