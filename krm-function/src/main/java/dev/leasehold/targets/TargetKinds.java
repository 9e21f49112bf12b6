package dev.leasehold.targets;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.api.TargetKindSpec;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The sorts of objects that a binding can feed: Leasehold's own, and those of a package. */
public final class TargetKinds {
  /** The short name for the target annotations of external-dns. */
  private static final String EXTERNAL_DNS = "external-dns";

  private static final String TARGET = "/target";

  private static final String POOL = "CiliumLoadBalancerIPPool";

  /**
   * The kinds that a TargetKind in the jar describes. One is read when a binding first names it: a
   * start has no time for all.
   */
  private static final List<String> DESCRIBED =
      List.of(
          POOL,
          "CiliumCIDRGroup",
          "IPAddressPool",
          "GlobalNetworkSet",
          "IPPool",
          "IPRule",
          "Gateway");

  /** The kinds that no TargetKind can describe. */
  private static final List<TargetKind> CODED = List.of(AnnotationTarget.SERVICE, new DnsTarget());

  private static final Map<String, TargetKind> READ = new ConcurrentHashMap<>();

  private final Map<String, List<TargetKind>> ofPackage = new HashMap<>();

  /** Leasehold's own kinds, and these. */
  public TargetKinds(Collection<TargetKindSpec> ofPackage) {
    for (TargetKindSpec spec : ofPackage) {
      this.ofPackage
          .computeIfAbsent(spec.kind(), kind -> new ArrayList<>())
          .add(new DescribedTarget(spec, false));
    }
  }

  /**
   * The sorts of objects that a binding can mean; empty for a kind whose place is not known,
   * several where the kind is in several API groups and the binding names none.
   *
   * @param config names the annotations that {@code annotation: external-dns} stands for: all that
   *     it names are written; without names, those that are there, or the newest
   */
  public List<TargetKind> of(DynamicPrefixBinding.Target target, RenderConfig config) {
    if (target.fieldPath().isPresent()) {
      return List.of(
          new FieldTarget(
              target.kind(), target.apiVersion(), target.fieldPath().get(), target.placeholder()));
    }
    return target.annotation().isPresent()
        ? List.of(annotation(target, target.annotation().get(), config))
        : named(target.kind(), target.apiVersion());
  }

  private static TargetKind annotation(
      DynamicPrefixBinding.Target target, String key, RenderConfig config) {
    boolean isWord = key.equals(EXTERNAL_DNS);
    boolean isDns = isWord || key.startsWith(EXTERNAL_DNS) && key.endsWith(TARGET);
    List<String> keys =
        isWord
            ? config.externalDnsPrefixes().stream().map(prefix -> prefix + TARGET).toList()
            : List.of(key);
    return new AnnotationTarget(
        target.kind(),
        target.apiVersion(),
        keys,
        !isWord || !config.namedExternalDns().isEmpty(),
        isDns ? TargetKind.DrainingSupport.NEVER : TargetKind.DrainingSupport.KEPT_WHEN_ASKED);
  }

  /** The kinds of that name; of any API group where the version is empty text. */
  private List<TargetKind> named(String kind, String apiVersion) {
    List<TargetKind> named = new ArrayList<>(1);
    builtIn(kind).ifPresent(named::add);
    named.addAll(ofPackage.getOrDefault(kind, List.of()));
    named.removeIf(target -> !apiVersion.isEmpty() && !target.isOfGroup(apiVersion));
    return named;
  }

  /** Whether the objects that a binding means have no namespace. */
  public boolean isClusterScoped(DynamicPrefixBinding.Target target) {
    List<TargetKind> named = named(target.kind(), target.apiVersion());
    return named.size() == 1 && named.getFirst().isClusterScoped();
  }

  /** The kinds that need nothing but their name. */
  public List<String> kinds() {
    List<String> kinds = new ArrayList<>(builtInKinds());
    ofPackage.keySet().stream().sorted().forEach(kinds::add);
    return kinds;
  }

  /** Those of them that every package has. */
  public static List<String> builtInKinds() {
    List<String> kinds = new ArrayList<>(DESCRIBED);
    CODED.forEach(target -> kinds.add(target.kind()));
    return kinds;
  }

  /** Leasehold's own kind of that name; empty for another. */
  public static Optional<TargetKind> builtIn(String kind) {
    for (TargetKind target : CODED) {
      if (target.kind().equals(kind)) {
        return Optional.of(target);
      }
    }
    return DESCRIBED.contains(kind)
        ? Optional.of(READ.computeIfAbsent(kind, TargetKinds::read))
        : Optional.empty();
  }

  private static TargetKind read(String kind) {
    String resource = "kinds/" + kind.toLowerCase(Locale.ROOT) + ".yaml";
    try (InputStream in = TargetKinds.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no " + resource + " in the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Field root = Document.inFile(resource, 1, text).root();
      return new DescribedTarget(TargetKindSpec.read(root), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The blocks of a CiliumLoadBalancerIPPool; empty for each that is not understood.
   *
   * @throws dev.leasehold.krm.FieldException when they are no list
   */
  public static List<Optional<AddressRange>> poolBlocks(Field pool) {
    return builtIn(POOL).orElseThrow().lists(pool).getFirst().present();
  }
}
