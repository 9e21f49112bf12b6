package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.FieldPath;
import dev.leasehold.edit.FieldEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.pins.Pin;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.Contribution;
import dev.leasehold.targets.TargetKinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Labels the Services that are pinned by label, and no others. */
final class ServiceLabels {
  private static final List<String> LABEL = List.of("metadata", "labels", Pin.LABEL);

  private final TargetSearch search;
  private final boolean isMetalLb;
  private final Draft draft;

  /** Services of MetalLB that are not in the package, so that their owner must label them. */
  private final List<Finding> missing = new ArrayList<>();

  ServiceLabels(TargetSearch search, boolean isMetalLb, Draft draft) {
    this.search = search;
    this.isMetalLb = isMetalLb;
    this.draft = draft;
  }

  /**
   * Edits the Services.
   *
   * @param knowsAll whether a host that is not in the package was removed
   * @return findings about Services whose label nothing here writes
   */
  List<Finding> write(List<Pin> pins, boolean knowsAll) {
    Set<Integer> labelled = new HashSet<>();
    for (Pin pin : pins) {
      if (pin.by() == DynamicPrefix.PinBy.LABEL) {
        try {
          service(pin).ifPresent(index -> label(index, pin, labelled.add(index)));
        } catch (FieldException e) {
          draft.report(e.finding());
        }
      }
    }
    for (int i = 0; i < draft.size() && knowsAll; i++) {
      if (!labelled.contains(i) && isLabelled(draft.document(i))) {
        setLabel(i, Optional.empty());
      }
    }
    return List.copyOf(missing);
  }

  private static boolean isLabelled(Document document) {
    return document.mentions(Pin.LABEL)
        && document.mentions("Service")
        && !DocumentReading.isEncrypted(document)
        && DocumentReading.object(document, new ArrayList<>())
            .filter(root -> ObjectKey.text(root, "kind").equals("Service"))
            .filter(root -> !ObjectKey.text(root, LABEL.toArray(String[]::new)).isEmpty())
            .isPresent();
  }

  private void label(int index, Pin pin, boolean isFirst) {
    if (pin.label().length() > DynamicPrefix.LONGEST_LABEL_VALUE) { // pinBy: Label was checked
      draft.report(
          Finding.error(
              pin.place(),
              "MetalLB selects a Service by its label only, and the label '"
                  + pin.label()
                  + "' has more than "
                  + DynamicPrefix.LONGEST_LABEL_VALUE
                  + " characters; shorten the name of the host or the prefix"));
    } else if (isFirst) {
      setLabel(index, Optional.of(pin.label()));
    } else {
      draft.report(
          Finding.error(
              pin.place(),
              "Service "
                  + pin.service()
                  + " is also pinned by label to another host; keep one"
                  + (isMetalLb
                      ? ": MetalLB selects a Service by its label only"
                      : ", or set pinBy: Name")));
    }
  }

  /**
   * Position of the Service; empty when it is not in the package, so that its owner must label it.
   */
  private OptionalInt service(Pin pin) {
    DynamicPrefixBinding.Target target =
        new DynamicPrefixBinding.Target(
            "v1",
            "Service",
            pin.service().namespace(),
            pin.service().name(),
            Optional.empty(),
            Optional.empty());
    TargetSlot slot =
        new TargetSlot(
            new ObjectKey("Service", target.namespace(), target.name()),
            TargetKinds.builtIn("Service").orElseThrow(),
            "");
    slot.contributors()
        .add(
            new TargetSlot.Contributor(
                new Contribution(pin.owner(), Contribution.Strategy.APPEND, false, List.of()),
                pin.place()));
    int index = search.find(slot);
    if (index >= 0) {
      return OptionalInt.of(index);
    }
    if (!isMetalLb) {
      throw new FieldException(
          pin.place(),
          "host '"
              + pin.host()
              + "' has pinBy: Label, and Service "
              + pin.service()
              + " is not in this package, so it does not get the label; add its manifest, or set"
              + " pinBy: Name");
    }
    missing.add(
        Finding.warning(
            pin.place(),
            "Service "
                + pin.service()
                + " of host '"
                + pin.host()
                + "' is not in this package, so its label is not written here, and MetalLB selects"
                + " a Service by its label only; where the Service is made, add to metadata:"
                + " labels: {"
                + Pin.LABEL
                + ": \""
                + pin.label()
                + "\"}"));
    return OptionalInt.empty();
  }

  private void setLabel(int index, Optional<String> value) {
    Document document = draft.document(index);
    Field root = document.root();
    String before = ObjectKey.text(root, LABEL.toArray(String[]::new));
    Document edited =
        document.with(
            value
                .map(text -> FieldEdit.set(root, LABEL, text))
                .orElseGet(() -> FieldEdit.remove(root, LABEL)));
    if (edited != document) {
      draft.put(index, edited);
      draft.changed(
          document,
          FieldPath.text(LABEL),
          before.isEmpty() ? List.of() : List.of(before),
          value.stream().toList());
    }
  }
}
