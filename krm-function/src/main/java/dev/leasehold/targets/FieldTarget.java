package dev.leasehold.targets;

import dev.leasehold.api.FieldPath;
import dev.leasehold.krm.Field;
import java.util.List;

/**
 * Any kind, by the path of a field: a list, or a text that may hold several with commas.
 *
 * @param apiVersion of the object; empty text for any
 * @param placeholder whether a text without any address is replaced
 */
record FieldTarget(String kind, String apiVersion, FieldPath path, boolean placeholder)
    implements TargetKind {
  @Override
  public boolean isOfGroup(String version) {
    return apiVersion.isEmpty() || apiVersion.equals(version);
  }

  @Override
  public List<AddressList> lists(Field root) {
    FieldPath.Found found = path.find(root);
    return List.of(
        found.value().isList()
            ? new EntryList(found.parent(), List.of(found.key()), new AsFound())
            : new CommaText(
                found.parent(), List.of(found.key()), new AsFound(), placeholder, false));
  }

  @Override
  public DrainingSupport draining() {
    return DrainingSupport.KEPT_WHEN_ASKED;
  }
}
