package dev.leasehold.setters;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.edit.ScalarEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.text.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Applies setters to the fields of a parsed document. */
final class SetterFields {
  private final Document document;
  private final SetterSource values;
  private final List<TextEdit> edits = new ArrayList<>();
  private final List<Setters.Set> sets = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  /** Lists that a setter sets as a whole, by their start; none is inside another. */
  private final NavigableMap<Integer, Field> wholeLists = new TreeMap<>();

  private final SortedSet<String> used = new TreeSet<>();
  private final UnusedComments comments;

  SetterFields(Document document, SetterSource values) {
    this.document = document;
    this.values = values;
    this.comments = new UnusedComments(document, values);
  }

  Setters.Applied apply() {
    Optional<Field> tree = document.tree();
    if (tree.isEmpty()) {
      return Setters.Applied.unchanged(document);
    }
    Field root = tree.get();
    Commented commented = Commented.of(root);
    commented.lists().forEach(this::setList);
    for (Field list : commented.innerLists()) {
      if (list.isFlow()) {
        pattern(list, list.end())
            .filter(pattern -> pattern.isGiven(values))
            .ifPresent(pattern ->
                warn(
                    list,
                    "its setter comment '"
                        + pattern.source()
                        + "' is not applied: setters set only a list that has its own key"));
      }
    }
    commented.scalars().forEach(this::set);
    if (comments.taken() < commented.lines()) {
      findings.addAll(comments.findings(root));
    }
    return new Setters.Applied(document.with(edits), sets, used, findings);
  }

  private void setList(Field list) {
    Optional<SetterPattern> pattern =
        pattern(list, list.isFlow() ? list.end() : list.keyEnd().orElseThrow());
    if (pattern.isEmpty() || !pattern.get().isGiven(values)) {
      return;
    }
    rejectInsideAnother(list);
    wholeLists.put(list.start(), list);
    used.addAll(pattern.get().given(values));
    SetterList elements = SetterList.of(list, elements(list, pattern.get()));
    List<TextEdit> changed = elements.arrange();
    if (!changed.isEmpty()) {
      edits.addAll(changed);
      sets.add(new Setters.Set(list.place(), elements.shownBefore(), elements.shownAfter()));
    }
  }

  private List<ListEntry> elements(Field list, SetterPattern pattern) {
    String name =
        pattern
            .onlyName()
            .orElseThrow(() ->
                list.error(
                    "its setter comment '"
                        + pattern.source()
                        + "' must be a single name to set a list"));
    return switch (values.find(name).orElseThrow()) {
      case SetterValue.Items(List<ListEntry> items, _) -> items;
      case SetterValue.Joined(List<String> texts) ->
          texts.stream().<ListEntry>map(ListEntry.Text::new).toList();
      case SetterValue.Single(String text) when text.isEmpty() -> List.of();
      case SetterValue.Single text ->
          throw list.error(
              "is a list, but setter '" + name + "' has the single value '" + text.text() + "'");
      case SetterValue.Refused(String why) -> throw list.error(why);
    };
  }

  private void set(Field scalar) {
    Optional<SetterPattern> pattern = pattern(scalar);
    if (pattern.isEmpty()) {
      return;
    }
    String current = SetterValue.text(scalar);
    try {
      Optional<SetterPattern.Expanded> expanded = pattern.get().expand(values, current);
      if (expanded.isEmpty()) {
        return;
      }
      rejectInsideAnother(scalar);
      used.addAll(pattern.get().given(values));
      if (!expanded.get().warning().isEmpty()) {
        warn(scalar, expanded.get().warning());
      }
      String text = expanded.get().text();
      ScalarEdit.set(scalar, text)
          .ifPresent(edit -> {
            edits.add(edit);
            sets.add(new Setters.Set(scalar.place(), List.of(current), List.of(text)));
          });
    } catch (SetterPattern.Unusable e) {
      throw scalar.error(e.problem());
    }
  }

  /** Its comment is on its line, or beside its key or dash when the value begins below those. */
  private Optional<SetterPattern> pattern(Field scalar) {
    int end = ScalarEdit.endOfLine(scalar);
    return pattern(
        scalar, comments.isAt(end) ? end : comments.endOfIntroduction(scalar).orElse(end));
  }

  /** The pattern of the setter comment after that offset; warns of a comment that is almost one. */
  private Optional<SetterPattern> pattern(Field field, int at) {
    Optional<SetterComment> comment = comments.take(at);
    Optional<String> doubt = comment.flatMap(SetterComment::doubt);
    doubt.ifPresent(message -> warn(field, message));
    try {
      return comment.isPresent() && doubt.isEmpty()
          ? Optional.of(SetterPattern.parse(comment.get().pattern()))
          : Optional.empty();
    } catch (SetterPattern.Unusable e) {
      throw field.error(e.problem());
    }
  }

  private void rejectInsideAnother(Field field) {
    Map.Entry<Integer, Field> before = wholeLists.lowerEntry(field.start());
    if (before != null && field.end() <= before.getValue().end()) {
      throw new FieldException(
          field.place(),
          "is part of "
              + before.getValue().path()
              + ", which a setter sets as a whole; keep one comment");
    }
  }

  private void warn(Field field, String message) {
    findings.add(Finding.warning(field.place(), message));
  }
}
