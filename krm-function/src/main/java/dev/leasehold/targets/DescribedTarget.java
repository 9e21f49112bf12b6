package dev.leasehold.targets;

import dev.leasehold.api.FieldPath;
import dev.leasehold.api.TargetKindSpec;
import dev.leasehold.krm.Field;
import java.util.List;

/** A kind that a TargetKind describes, Leasehold's own or the package's. */
record DescribedTarget(TargetKindSpec spec, boolean isBuiltIn) implements TargetKind {
  @Override
  public String kind() {
    return spec.kind();
  }

  @Override
  public boolean isOfGroup(String apiVersion) {
    // Calico's CRDs have a group of their own, with the same objects in it
    return spec.isOfGroup(apiVersion)
        || isBuiltIn && apiVersion.startsWith("crd." + spec.group() + "/");
  }

  @Override
  public void requireVersion(Field root) {
    spec.requireVersion(root);
  }

  @Override
  public List<String> cidrKeys() {
    return spec.draining() == TargetKindSpec.Draining.NEW_OBJECT ? spec.field().keys() : List.of();
  }

  @Override
  public boolean isClusterScoped() {
    return spec.scope() == TargetKindSpec.Scope.CLUSTER;
  }

  @Override
  public String template() {
    return spec.template();
  }

  @Override
  public List<AddressList> lists(Field root) {
    FieldPath.Location at = spec.field().locate(root);
    Form form = new EntryForm(spec.entries());
    return List.of(
        switch (spec.fieldType()) {
          case LIST -> new EntryList(at.parent(), at.keys(), form);
          case TEXT -> new CommaText(at.parent(), at.keys(), form, false, true);
          case VALUE -> new CommaText(at.parent(), at.keys(), form, true, true, 1);
        });
  }

  @Override
  public boolean mayBeEmpty() {
    return !spec.keepsLast();
  }

  @Override
  public DrainingSupport draining() {
    return switch (spec.draining()) {
      case KEEP, NEW_OBJECT -> DrainingSupport.KEPT;
      case DROP -> DrainingSupport.KEPT_WHEN_ASKED;
      case CURRENT_ONLY -> DrainingSupport.NEVER;
    };
  }
}
