package dev.leasehold.starter;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.render.Components;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The starter package, {@code kpt-package}, from the jar. */
public final class StarterPackage {
  private static final List<String> FILES =
      List.of(
          ".krmignore",
          "Kptfile",
          "setters.yaml",
          "watcher.yaml",
          "intent/home-ipv6.yaml",
          "intent/bindings.yaml",
          "leases/README.md",
          "manifests/kustomization.yaml",
          "manifests/load-balancers-v6.yaml",
          "schemas/dynamicprefix.json",
          "schemas/dynamicprefixbinding.json",
          "schemas/prefixlease.json",
          "schemas/publicipautoscaler.json",
          "schemas/publicipclaim.json",
          "schemas/publiciplease.json",
          "schemas/renderconfig.json",
          "schemas/watcherconfig.json");

  private static final String SETTERS_FILE = "setters.yaml";
  private static final String CONFIG_FILE = "render-config.yaml";
  private static final String INTENT_FILE = "intent/home-ipv6.yaml";
  private static final String ACQUISITION = "  acquisition:\n";
  private static final String DELEGATION =
      """
          # Asked for by DHCPv6; the length is a hint. Advertisements are a cross-check only: the /64 of
          # the provider's link is not yours. On a LAN behind the router, where it is, the line
          # "fallback: RouterAdvertisement" here publishes it while there is no delegation.
          dhcpv6:
            interface: enp1s0 # kpt-set: ${wan-interface}
            requestedPrefixLength: 56
      """;
  private static final String SETTER = " # kpt-set: ";

  /** The first line of a file, from which editors take its schema. */
  private static final String EDITOR_LINE = "# yaml-language-server: $schema=";

  /** The schemas for the groups of {@link #OBJECT}, for each kind and version. */
  private static final String CATALOG =
      "https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/";

  private static final Pattern OBJECT =
      Pattern.compile(
          "(?m)^apiVersion: (cilium\\.io|gateway\\.networking\\.k8s\\.io)/(\\w+)\nkind: (\\w+)$");

  private StarterPackage() {}

  /** The files by path. */
  public static SortedMap<String, String> files() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    for (String file : FILES) {
      try (InputStream in = StarterPackage.class.getResourceAsStream("package/" + file)) {
        byte[] bytes =
            Optional.ofNullable(in)
                .orElseThrow(() -> new IllegalStateException("no " + file + " in the jar"))
                .readAllBytes();
        files.put(file, new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  /**
   * The files with options.
   *
   * @param setters values that differ from the package's own, by name
   * @param components the names of the components, all valid
   * @param version the version of Cilium, if given
   * @param dhcpv6 whether to request a delegated prefix too
   */
  public static SortedMap<String, String> files(
      Map<String, String> setters,
      List<String> components,
      Optional<CiliumVersion> version,
      boolean dhcpv6)
      throws IOException {
    SortedMap<String, String> files = files();
    if (dhcpv6) {
      files.computeIfPresent(
          INTENT_FILE, (_, text) -> text.replace(ACQUISITION, ACQUISITION + DELEGATION));
    }
    SortedMap<String, String> yaml = new TreeMap<>(files);
    yaml.keySet().removeIf(file -> !PackageFiles.isYaml(file));
    CiliumVersion written = version.orElse(CiliumVersion.NEWEST);
    List<Document> documents = new ArrayList<>();
    for (Document document : KrmPackage.of(yaml).documents()) {
      documents.add(Components.inVersion(document, written));
    }
    List<Document> all =
        Components.add(components, Place.file(SETTERS_FILE), written, documents).documents();
    List<Document> made = all.subList(documents.size(), all.size());
    List<Document> starter = new ArrayList<>(all);
    starter.replaceAll(
        document -> document.file().equals(SETTERS_FILE) ? withSetters(document, made) : document);
    Rendering rendering = Renderer.render(starter, Optional.of(configMap(setters)));
    if (rendering.failed()) {
      throw new CorrectableException(rendering.errors().getFirst().toString());
    }
    files.putAll(KrmPackage.of(yaml).changed(rendering.documents()));
    files.replaceAll((_, text) -> withSchemaOfCatalog(text));
    if (!components.isEmpty() || version.isPresent()) {
      files.put(CONFIG_FILE, config(components, version));
    }
    return files;
  }

  /** Adds the schema of an object's kind in its version. */
  private static String withSchemaOfCatalog(String text) {
    Matcher object = OBJECT.matcher(text);
    if (!object.find()) {
      return text;
    }
    String kind = object.group(3).toLowerCase(Locale.ROOT);
    String file = object.group(1) + "/" + kind + "_" + object.group(2) + ".json\n";
    return EDITOR_LINE
        + CATALOG
        + file
        + (text.startsWith(EDITOR_LINE) ? text.substring(text.indexOf('\n') + 1) : text);
  }

  private static Field configMap(Map<String, String> setters) {
    StringBuilder text = new StringBuilder("apiVersion: v1\nkind: ConfigMap\ndata:");
    text.append(setters.isEmpty() ? " {}" : "").append('\n');
    setters.forEach((name, value) ->
        text.append("  ").append(name).append(": ").append(ScalarText.doubleQuoted(value) + "\n"));
    return Document.inFile("", 1, text.toString()).root();
  }

  /** The configuration of later renderings. */
  private static String config(List<String> components, Optional<CiliumVersion> version) {
    StringBuilder text =
        new StringBuilder(
            """
            # yaml-language-server: $schema=schemas/renderconfig.json
            # What is rendered beside the targets of the bindings, and for which Cilium.
            apiVersion: leasehold.dev/v1alpha1
            kind: RenderConfig
            metadata:
              name: render-config
              annotations:
                config.kubernetes.io/local-config: "true"
            spec:
            """);
    version.ifPresent(v -> text.append("  ciliumVersion: \"").append(v).append("\"\n"));
    if (!components.isEmpty()) {
      text.append("  components:\n");
      components.forEach(name -> text.append("    - ").append(name).append('\n'));
    }
    return text.toString();
  }

  /** The package's setters, followed by those of the created documents. */
  private static Document withSetters(Document setters, List<Document> made) {
    StringBuilder text = new StringBuilder(setters.text());
    for (Document document : made) {
      document
          .text()
          .lines()
          .forEach(line -> {
            int comment = line.indexOf(SETTER);
            if (comment >= 0) {
              String head = line.substring(0, comment);
              add(
                  head.substring(head.lastIndexOf(' ') + 1).replace("\"", ""),
                  line.substring(comment + SETTER.length()),
                  text);
            }
          });
    }
    return setters.withText(text.toString());
  }

  /** The pattern of a template names one setter, with or without text around it. */
  private static void add(String value, String pattern, StringBuilder text) {
    int open = pattern.indexOf("${");
    int close = pattern.indexOf('}', open);
    String setter = pattern.substring(open, close + 1);
    if (text.indexOf(setter) < 0) {
      String given = value.substring(open, value.length() - (pattern.length() - close - 1));
      text.append("  ").append(pattern, open + 2, close).append(": ");
      text.append(ScalarText.looksTyped(given) ? ScalarText.doubleQuoted(given) : given);
      text.append(SETTER).append(setter).append('\n');
    }
  }
}
