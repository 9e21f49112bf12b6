package dev.leasehold.render;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Place;
import dev.leasehold.pins.Pin;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.Contribution;
import dev.leasehold.targets.TargetKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One place of one object, and its contributors.
 *
 * @param object the object's key: kind, namespace and name
 * @param place the part of its owners' names that identifies the place; empty for the kind's own
 * @param fields other required fields, by path; empty text for a field that it must not have
 * @param allocatedTo the host whose Service alone MetalLB gives its addresses to; empty for others
 */
record TargetSlot(
    ObjectKey object,
    TargetKind target,
    String place,
    List<Contributor> contributors,
    Map<List<String>, String> fields,
    List<Pin> allocatedTo) {
  /**
   * A contribution and the place that describes it.
   *
   * @param blame that place; errors name it
   */
  record Contributor(Contribution contribution, Place blame) {}

  TargetSlot(ObjectKey object, TargetKind target, String place) {
    this(object, target, place, new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
  }

  List<Contribution> contributions() {
    List<Contribution> contributions = new ArrayList<>(contributors.size());
    for (Contributor contributor : contributors) {
      contributions.add(contributor.contribution());
    }
    return contributions;
  }

  /** The template for an object that is missing; empty when it is not made. */
  Optional<Document> template() {
    if (!place.isEmpty()) {
      return Optional.empty();
    }
    return target.isBuiltIn()
        ? Templates.find(
            object.kind().toLowerCase(Locale.ROOT) + (allocatedTo.isEmpty() ? "" : "-pinned"))
        : Optional.of(target.template())
            .filter(text -> !text.isEmpty())
            .map(text -> Document.inFile("", 1, text));
  }

  /**
   * The object in the API version that this Cilium serves, where the template is ours: one of the
   * package has the version that its author wants.
   */
  Document inVersion(Document document, CiliumVersion version) {
    return target.isBuiltIn() ? Templates.inVersion(document, version) : document;
  }

  /** The exception for an object that is missing and has no template. */
  FieldException notMade() {
    return new FieldException(
        blame(), object + " is not in this package and has no template; add its manifest");
  }

  /** The place that describes the first contribution. */
  Place blame() {
    return contributors.getFirst().blame();
  }
}
