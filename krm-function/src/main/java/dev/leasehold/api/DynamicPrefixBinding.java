package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.util.Optional;

/**
 * Which addresses of a prefix feed which object.
 *
 * @param prefix name of the {@link DynamicPrefix}
 * @param subnet name of its subnet or range; empty for the whole prefix
 */
public record DynamicPrefixBinding(
    String name, String prefix, Optional<String> subnet, Target target) {

  /** The object that is written. */
  public record Target(String kind, String name) {
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
    spec.allowOnly("prefixRef", "target", "updateStrategy");
    Field prefixRef = spec.get("prefixRef");
    prefixRef.allowOnly("name", "subnet");
    Field target = spec.get("target");
    target.allowOnly("apiVersion", "kind", "name", "fieldPath");
    target
        .find("fieldPath")
        .ifPresent(field -> {
          throw field.error("is not supported by this version; bind a kind that it knows");
        });
    spec.find("updateStrategy").ifPresent(DynamicPrefixBinding::requireReplace);
    return new DynamicPrefixBinding(
        Kinds.name(root),
        prefixRef.get("name").text(),
        prefixRef.find("subnet").map(Field::text),
        new Target(target.get("kind").text(), Values.objectName(target.get("name"))));
  }

  private static void requireReplace(Field strategy) {
    strategy.allowOnly("type");
    Field type = strategy.get("type");
    if (!type.text().equals("Replace")) {
      throw type.error("'" + type.text() + "' is not supported by this version; use Replace");
    }
  }
}
