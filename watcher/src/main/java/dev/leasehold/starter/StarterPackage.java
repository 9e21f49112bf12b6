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

/** The starter package, {@code templates/starter} and the schemas, from the jar. */
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
          "schemas/targetkind.json",
          "schemas/watcherconfig.json");

  static final String SETTERS_FILE = "setters.yaml";
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
  private static final Pattern NAME = Pattern.compile("\\$\\{([^}]*)}");

  /** The first line of a file, from which editors take its schema. */
  private static final String EDITOR_LINE = "# yaml-language-server: $schema=";

  /** The schemas of custom resources, for each kind and version. */
  private static final String CATALOG =
      "https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/";

  /** The schemas of Kubernetes' own kinds. */
  private static final String KUBERNETES =
      "https://raw.githubusercontent.com/yannh/kubernetes-json-schema/master/master-standalone/";

  private static final Pattern OBJECT =
      Pattern.compile("(?m)^apiVersion: (?:([a-z0-9.-]+)/)?(\\w+)\nkind: (\\w+)$");

  /** Setters of the component pool-ranges, which a package derives from its others. */
  private static final List<String> NETWORKS = List.of("lb-pool-network", "vip-pool-network");

  private static final String DERIVED =
      """
        # All but the last number of the first and last address of each pool.
        derivedSetters:
          - name: lb-pool-network
            cidr: ${lb-pool-cidr}
            octets: 3
          - name: vip-pool-network
            cidr: ${vip-pool-cidr}
            octets: 3
      """;

  private StarterPackage() {}

  /** Where the dynamic prefix of a package comes from. */
  public enum PrefixWish {
    /** From router advertisements. */
    ANNOUNCED,
    /** Requested by DHCPv6. */
    DELEGATED,
    /** The package has none. */
    NONE
  }

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
   * @param prefix what the package does about a dynamic prefix
   */
  public static SortedMap<String, String> files(
      Map<String, String> setters,
      List<String> components,
      Optional<CiliumVersion> version,
      PrefixWish prefix)
      throws IOException {
    SortedMap<String, String> files = files();
    switch (prefix) {
      case ANNOUNCED -> {}
      case DELEGATED ->
          files.computeIfPresent(
              INTENT_FILE, (_, text) -> text.replace(ACQUISITION, ACQUISITION + DELEGATION));
      case NONE -> WithoutPrefix.apply(files);
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
    files.computeIfPresent(SETTERS_FILE, (_, text) -> WithoutPrefix.setters(text));
    files.replaceAll(StarterPackage::withSchema);
    if (!components.isEmpty() || version.isPresent()) {
      boolean ranges = made.stream().anyMatch(d -> d.mentions("${" + NETWORKS.getFirst() + "}"));
      files.put(CONFIG_FILE, config(components, version) + (ranges ? DERIVED : ""));
    }
    return files;
  }

  /** Adds the schema of an object's kind in its version. */
  private static String withSchema(String file, String text) {
    Matcher object = OBJECT.matcher(text);
    if (!PackageFiles.isYaml(file) || !object.find()) {
      return text;
    }
    String group = Optional.ofNullable(object.group(1)).orElse("");
    String kind = object.group(3).toLowerCase(Locale.ROOT);
    String schema =
        switch (group) {
          case "cilium.io",
              "cert-manager.io",
              "gateway.networking.k8s.io",
              "helm.toolkit.fluxcd.io",
              "monitoring.coreos.com",
              "source.toolkit.fluxcd.io" ->
              CATALOG + group + "/" + kind + "_" + object.group(2) + ".json";
          case "" -> KUBERNETES + kind + "-" + object.group(2) + ".json";
          case "apps", "networking.k8s.io", "rbac.authorization.k8s.io" ->
              KUBERNETES + kind + "-" + group.split("[.]")[0] + "-" + object.group(2) + ".json";
          case "leasehold.dev" ->
              "../".repeat(file.split("/").length - 1) + "schemas/" + kind + ".json";
          default -> "";
        };
    if (schema.isEmpty()) {
      return text;
    }
    String rest = text.startsWith(EDITOR_LINE) ? text.substring(text.indexOf('\n') + 1) : text;
    return EDITOR_LINE + schema + "\n" + rest;
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

  /** Adds each setter that the pattern of a template names, with the text that it stands for. */
  private static void add(String value, String pattern, StringBuilder text) {
    List<String> names = new ArrayList<>();
    StringBuilder shape = new StringBuilder();
    int at = 0;
    for (Matcher name = NAME.matcher(pattern); name.find(); at = name.end()) {
      names.add(name.group(1));
      shape.append(Pattern.quote(pattern.substring(at, name.start()))).append("(.*)");
    }
    shape.append(Pattern.quote(pattern.substring(at)));
    Matcher given = Pattern.compile(shape.toString()).matcher(value);
    if (!given.matches()) {
      throw new IllegalStateException(value + " does not fit " + pattern);
    }
    for (int i = 0; i < names.size(); i++) {
      String setter = "${" + names.get(i) + "}";
      if (!NETWORKS.contains(names.get(i)) && text.indexOf(SETTER + setter) < 0) {
        String part = given.group(i + 1);
        text.append("  ").append(names.get(i)).append(": ");
        text.append(ScalarText.looksTyped(part) ? ScalarText.doubleQuoted(part) : part);
        text.append(SETTER).append(setter).append('\n');
      }
    }
  }
}
