package dev.leasehold.render;

import dev.leasehold.api.DerivedSetter;
import dev.leasehold.api.Kinds;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.WordSet;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.warnings.UnknownNames;
import dev.leasehold.setters.SetterSource;
import dev.leasehold.setters.SetterValue;
import dev.leasehold.setters.Setters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The first stage. Intent may itself carry setters, so the given ones are applied to it before it
 * is read. Then all setters are applied to all documents, those of the leases too.
 */
final class SetterStage {
  private static final WordSet GROUPS =
      WordSet.of(Kinds.GROUP, Kinds.FIRST_GROUP, Kinds.CLAIM_GROUP, Kinds.EARLIER_CLAIM_GROUP);

  private final SortedMap<String, RenderConfig.Given> given;
  private final Draft draft;

  /** The names that some document uses. */
  private final Set<String> used = new HashSet<>();

  SetterStage(SortedMap<String, RenderConfig.Given> given, Draft draft) {
    this.given = given;
    this.draft = draft;
  }

  /** Warns of a setter that no document uses: its name is probably misspelled. */
  void reportUnused(RenderConfig config, Optional<Field> functionConfig) {
    int unused = 0;
    for (Map.Entry<String, RenderConfig.Given> setter : given.entrySet()) {
      String name = setter.getKey();
      if (!used.contains(name) && !isReferredTo("${" + name + "}", config)) {
        unused++;
        draft.report(
            Finding.warning(
                setter.getValue().place(),
                "setter '"
                    + name
                    + "' is unused: no '# kpt-set: ' comment after a value names it"));
      }
    }
    if (unused > 0 && unused == given.size() && functionConfig.isPresent()) {
      draft.report(
          Finding.info(functionConfig.get().place(), "no setter comment names any of the setters"));
    }
  }

  private static boolean isReferredTo(String reference, RenderConfig config) {
    for (DerivedSetter derived : config.derivedSetters()) {
      if (derived.cidr().text().equals(reference) || derived.number().text().equals(reference)) {
        return true;
      }
    }
    return false;
  }

  /** Applies the given setters to the documents that may be intent. */
  void applyToIntent() {
    if (given.isEmpty()) {
      return;
    }
    for (int i = 0; i < draft.size(); i++) {
      Document document = draft.document(i);
      if (document.mentions(GROUPS)) {
        try {
          apply(i, this::given);
        } catch (FieldException e) {
          // A line may need the value of a lease. Errors are reported when all setters are applied.
        }
      }
    }
  }

  /** Applies the given setters and those of the leases to all documents. */
  void applyToAll(PackageContents contents) {
    LeaseSetters leases = new LeaseSetters(contents, draft);
    leases.rejectAmbiguous();
    given.forEach((name, setter) ->
        leases
            .whose(name)
            .ifPresent(whose ->
                draft.report(
                    Finding.error(
                        setter.place(),
                        "setter '" + name + "' has the same name as " + whose + "; rename one"))));
    boolean complete = !Finding.hasError(contents.findings());
    UnknownNames unknown = new UnknownNames(given.keySet(), leases);
    SetterSource values =
        complete // else a part that seems unknown may be in what could not be read
            ? new SetterValues(leases, unknown)
            : this::given;
    for (int i = 0; i < draft.size(); i++) {
      try {
        unknown.look(draft.document(i));
        apply(i, values);
      } catch (FieldException e) {
        draft.report(e.finding());
      }
    }
    draft.report(unknown.findings());
  }

  /**
   * Adds to each error about a value the place that gives its setter, where it can be corrected.
   */
  List<Finding> withGivers(List<Finding> ofValues) {
    List<Finding> reported = new ArrayList<>(ofValues);
    reported.replaceAll(finding -> finding.isError() ? withGivers(finding) : finding);
    return reported;
  }

  private Finding withGivers(Finding finding) {
    String comment = setterComment(draft.documents(), finding.place());
    StringBuilder message = new StringBuilder(finding.message());
    given.forEach((name, setter) -> {
      if (comment.contains("${" + name + "}")) {
        message.append("; setter '").append(name).append("' is set at ").append(setter.place());
      }
    });
    return new Finding(finding.severity(), finding.place(), message.toString());
  }

  /** The setter comment of that field; empty text where there is none. */
  private static String setterComment(List<Document> documents, Place place) {
    for (Document document : documents) {
      if (document.mentions(Setters.COMMENT)
          && document.file().equals(place.file())
          && DocumentReading.tree(document, new ArrayList<>()).isPresent()
          && document.objectName().equals(place.object())) {
        for (Field value : document.tree().orElseThrow().scalars()) {
          if (value.path().equals(place.field())) {
            String text = document.text();
            int end = text.indexOf('\n', value.start());
            String line = text.substring(value.start(), end < 0 ? text.length() : end);
            int comment = line.indexOf(Setters.COMMENT);
            return comment < 0 ? "" : line.substring(comment);
          }
        }
      }
    }
    return "";
  }

  /** The given setters, and those of the leases, present or expected. */
  private final class SetterValues implements SetterSource {
    private final LeaseSetters leases;
    private final UnknownNames unknown;

    SetterValues(LeaseSetters leases, UnknownNames unknown) {
      this.leases = leases;
      this.unknown = unknown;
    }

    @Override
    public Optional<SetterValue> find(String name) {
      return given(name).or(() -> leases.find(name)).or(() -> unknown.note(name));
    }

    @Override
    public boolean knows(String name) {
      return find(name).isPresent() || leases.whose(name).isPresent();
    }
  }

  private Optional<SetterValue> given(String name) {
    return Optional.ofNullable(given.get(name)).map(RenderConfig.Given::value);
  }

  private void apply(int index, SetterSource values) {
    Document document = draft.document(index);
    if (!document.mentions(Setters.COMMENT)) {
      return;
    }
    if (DocumentReading.isEncrypted(document)) {
      draft.report(
          Finding.warning(
              Place.file(document.file()),
              "stays unchanged: SOPS cannot read an encrypted file after a setter changes it;"
                  + " remove the setter comments, or move the object out of the encrypted file"));
      return;
    }
    if (!Setters.concern(document, values)) {
      return;
    }
    List<Finding> unreadable = new ArrayList<>();
    boolean isRead = DocumentReading.tree(document, unreadable).isPresent();
    draft.report(unreadable);
    if (!isRead) {
      return;
    }
    Setters.Applied outcome = Setters.apply(document, values);
    draft.put(index, outcome.document());
    used.addAll(outcome.used());
    draft.report(outcome.findings());
    for (Setters.Set set : outcome.sets()) {
      draft.changed(
          new Change(
              document.file(),
              set.place().object(),
              set.place().field(),
              set.before(),
              set.after()));
    }
  }
}
