package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses of a prefix, or which public address, feed which object.
 *
 * @param appends whether entries of others are left alone; if not, the list is replaced
 * @param draining whether the binding says what becomes of addresses that drain
 * @param excludePinned whether the selector of a pool is edited, so that pinned Services get
 *     addresses only from their own pools
 * @param hostParts whether Services keep their numbers when the prefix changes
 */
public record DynamicPrefixBinding(
    String name,
    Source source,
    Target target,
    boolean appends,
    DrainingMode draining,
    boolean excludePinned,
    HostParts hostParts) {
  /** The field that only bindings have. */
  public static final String PREFIX_REF = "prefixRef";

  private static final String CLAIM_REF = "claimRef";
  private static final String CILIUM_POOL = "CiliumLoadBalancerIPPool";

  /** Where the addresses come from. */
  public sealed interface Source {
    /**
     * A {@link DynamicPrefix}, or a part of it.
     *
     * @param subnet name of its subnet, range or host; empty for the whole prefix
     */
    record OfPrefix(String prefix, Optional<String> subnet) implements Source {}

    /** The address of a {@link PublicIPClaim}. */
    record OfClaim(String claim) implements Source {}
  }

  /** Whether the addresses are of that prefix. */
  public boolean isOf(String prefix) {
    return source instanceof Source.OfPrefix of && of.prefix().equals(prefix);
  }

  /** The DynamicPrefix; empty where a claim feeds the object. */
  public Optional<String> prefix() {
    return source instanceof Source.OfPrefix of ? Optional.of(of.prefix()) : Optional.empty();
  }

  /** The subnet, range or host; empty for the whole prefix, and where a claim feeds the object. */
  public Optional<String> subnet() {
    return source instanceof Source.OfPrefix of ? of.subnet() : Optional.empty();
  }

  /** What is written of a prefix that drains. */
  public enum DrainingMode {
    /** What suits the kind. */
    DEFAULT,
    KEEP,
    DROP
  }

  /** What becomes of the host parts of Services without a pool of their own. */
  public enum HostParts {
    /** The load balancer chooses new addresses. */
    CHANGE,
    /** The watcher records them in the next lease, and each Service gets a pool of its own. */
    KEEP
  }

  /**
   * The object that is written, and where in it.
   *
   * @param apiVersion as its document has it; empty text for any
   * @param namespace empty text for any
   * @param fieldPath where in it, if that is not the kind's own place
   * @param annotation key of the annotation that is written instead
   * @param placeholder whether a value at {@code fieldPath} that is no address is there to be
   *     replaced; if not, it is somebody's entry
   */
  public record Target(
      String apiVersion,
      String kind,
      String namespace,
      String name,
      Optional<FieldPath> fieldPath,
      Optional<String> annotation,
      boolean placeholder) {
    /** One whose words stay. */
    public Target(
        String apiVersion,
        String kind,
        String namespace,
        String name,
        Optional<FieldPath> fieldPath,
        Optional<String> annotation) {
      this(apiVersion, kind, namespace, name, fieldPath, annotation, false);
    }

    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static DynamicPrefixBinding read(Field root) {
    Field spec = root.get("spec");
    spec.allowOnly(
        PREFIX_REF,
        CLAIM_REF,
        "target",
        "updateStrategy",
        "excludePinned",
        "placeholder",
        "hostParts");
    Source source = source(spec);
    Field target = spec.get("target");
    target.allowOnly("apiVersion", "kind", "namespace", "name", "fieldPath", "annotation");
    Optional<Field> strategy = spec.find("updateStrategy");
    strategy.ifPresent(s -> s.allowOnly("type", "draining"));
    if (source instanceof Source.OfClaim) {
      strategy
          .flatMap(s -> s.find("draining"))
          .ifPresent(field -> {
            throw field.error(
                "has no effect with claimRef: a public address never drains; remove it");
          });
    }
    Target object = target(target, spec.find("placeholder"));
    return new DynamicPrefixBinding(
        Kinds.name(root),
        source,
        object,
        strategy.flatMap(s -> s.find("type")).map(DynamicPrefixBinding::appends).orElse(false),
        strategy
            .flatMap(s -> s.find("draining"))
            .map(field -> Values.choice(field, DrainingMode.values()))
            .orElse(DrainingMode.DEFAULT),
        spec.find("excludePinned").isEmpty() || spec.get("excludePinned").bool(),
        spec.find("hostParts")
            .map(field -> hostParts(field, spec, object))
            .orElse(HostParts.CHANGE));
  }

  private static HostParts hostParts(Field field, Field spec, Target target) {
    HostParts hostParts = Values.choice(field, HostParts.values());
    boolean isPool =
        target.kind().equals(CILIUM_POOL)
            && target.fieldPath().isEmpty()
            && target.annotation().isEmpty();
    Optional<Field> prefixRef = spec.find(PREFIX_REF);
    if (hostParts == HostParts.KEEP) {
      if (!isPool || prefixRef.flatMap(ref -> ref.find("host")).isPresent()) {
        throw field.error(
            "'Keep' is for a subnet in a " + CILIUM_POOL + "; remove it, or change the target");
      }
      if (prefixRef.isEmpty()) {
        throw field.error("'Keep' has no effect with claimRef; remove it");
      }
      Optional<Field> excludes = spec.find("excludePinned").filter(e -> !e.bool());
      if (excludes.isPresent()) {
        throw excludes
            .get()
            .error(
                "conflicts with hostParts: Keep: a pool that selects a Service with a pool of its"
                    + " own can give it another address; remove one of them");
      }
    }
    return hostParts;
  }

  private static Source source(Field spec) {
    Optional<Field> claimRef = spec.find(CLAIM_REF);
    if (claimRef.isEmpty()) {
      Field prefixRef = spec.get(PREFIX_REF);
      prefixRef.allowOnly("name", "subnet", "addressRange", "host");
      return new Source.OfPrefix(prefixRef.get("name").text(), part(prefixRef).map(Field::text));
    }
    if (spec.find(PREFIX_REF).isPresent()) {
      throw claimRef.get().error("conflicts with prefixRef; keep one");
    }
    claimRef.get().allowOnly("name");
    return new Source.OfClaim(Values.label(claimRef.get().get("name")));
  }

  /** Names of one space: whichever of the keys says it. */
  private static Optional<Field> part(Field prefixRef) {
    Optional<Field> part = Optional.empty();
    for (String key : List.of("subnet", "addressRange", "host")) {
      Optional<Field> field = prefixRef.find(key);
      if (field.isPresent() && part.isPresent()) {
        throw field
            .get()
            .error(
                "conflicts with "
                    + part.get().path()
                    + "; set only one of subnet, addressRange, host");
      }
      part = field.isPresent() ? field : part;
    }
    return part;
  }

  private static boolean appends(Field type) {
    return switch (type.text()) {
      case "Append" -> true;
      case "Replace" -> false;
      default -> throw type.error("'" + type.text() + "' is not one of Replace, Append");
    };
  }

  private static String annotation(Field field) {
    String key = Values.annotationKey(field);
    FieldPath.rejectReserved(field, List.of("metadata", "annotations", key));
    return key;
  }

  private static Target target(Field target, Optional<Field> placeholder) {
    Optional<Field> fieldPath = target.find("fieldPath");
    Optional<Field> annotation = target.find("annotation");
    if (fieldPath.isPresent() && annotation.isPresent()) {
      throw annotation.get().error("conflicts with fieldPath; keep one");
    }
    if (placeholder.isPresent() && fieldPath.isEmpty()) {
      throw placeholder.get().error("is only for a target with a fieldPath; remove it");
    }
    return new Target(
        target.find("apiVersion").map(Field::text).orElse(""),
        target.get("kind").text(),
        target.find("namespace").map(Values::objectName).orElse(""),
        Values.objectName(target.get("name")),
        fieldPath.map(FieldPath::read),
        annotation.map(DynamicPrefixBinding::annotation),
        placeholder.isPresent() && placeholder.get().bool());
  }
}
