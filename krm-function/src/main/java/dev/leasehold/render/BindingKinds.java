package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.FieldPath;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.api.TargetKindSpec;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.TargetKind;
import dev.leasehold.targets.TargetKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sorts of objects that the bindings of a package mean. */
final class BindingKinds {
  private static final String ANNOTATION = "@annotation:";

  private final PackageContents contents;
  private final RenderConfig config;
  private final TargetKinds kinds;

  BindingKinds(PackageContents contents, RenderConfig config) {
    this.contents = contents;
    this.config = config;
    this.kinds = new TargetKinds(contents.targetKinds().values());
  }

  /** The suffix of an owner's name, with its {@code @}, for a place that is not the kind's own. */
  static String place(DynamicPrefixBinding.Target target) {
    return target
        .fieldPath()
        .map(path -> "@" + path.text())
        .or(() -> target.annotation().map(key -> ANNOTATION + key))
        .orElse("");
  }

  /** Whether that place was named by a path. */
  static boolean isFieldPath(String place) {
    return !place.isEmpty() && !place.startsWith(ANNOTATION);
  }

  /**
   * The kind that a place of that object belongs to after its last contribution ended: the reverse
   * of {@link #place}.
   */
  Optional<TargetKind> of(Field root, String place) {
    ObjectKey object = ObjectKey.of(root);
    boolean isAnnotation = place.startsWith(ANNOTATION);
    Optional<FieldPath> path =
        place.isEmpty() || isAnnotation ? Optional.empty() : FieldPath.parse(place.substring(1));
    return !place.isEmpty() && !isAnnotation && path.isEmpty()
        ? Optional.empty()
        : kinds
            .of(
                new DynamicPrefixBinding.Target(
                    ObjectKey.text(root, "apiVersion"),
                    object.kind(),
                    object.namespace(),
                    object.name(),
                    path,
                    isAnnotation
                        ? Optional.of(place.substring(ANNOTATION.length()))
                        : Optional.empty()),
                config)
            .stream()
            .findFirst();
  }

  /**
   * The one kind that a binding means.
   *
   * @throws FieldException when there is none, or more than one
   */
  TargetKind of(DynamicPrefixBinding binding) {
    List<TargetKind> meant = kinds.of(binding.target(), config);
    String kind = binding.target().kind();
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    throw new FieldException(
        contents.bindingPlace(binding.name(), "spec.target.kind"),
        meant.isEmpty()
            ? "'"
                + kind
                + "' needs a fieldPath or an annotation; kinds that need neither are "
                + String.join(", ", kinds.kinds())
                + meant(kind)
            : "'" + kind + "' is in several API groups; write spec.target.apiVersion");
  }

  /** Whether the objects that a binding means have no namespace. */
  boolean isClusterScoped(DynamicPrefixBinding.Target target) {
    return kinds.isClusterScoped(target);
  }

  /** A TargetKind without a binding: a typo in one of the two, or one that is not needed. */
  List<Finding> unused() {
    List<Finding> unused = new ArrayList<>();
    for (TargetKindSpec spec : contents.targetKinds().values()) {
      boolean isUsed =
          contents.bindings().values().stream()
              .anyMatch(binding -> binding.target().kind().equals(spec.kind()));
      if (!isUsed) {
        unused.add(
            Finding.info(
                contents.targetKindPlace(spec.name(), "spec.kind"),
                "no binding names kind '"
                    + spec.kind()
                    + "'; bind an object of it, or delete this"));
      }
    }
    return unused;
  }

  private String meant(String kind) {
    for (String known : kinds.kinds()) {
      if (known.equalsIgnoreCase(kind) && !known.equals(kind)) {
        return "; write " + known;
      }
    }
    return "";
  }
}
