package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.edit.Entry;
import dev.leasehold.edit.ListEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Place;
import dev.leasehold.setters.Setters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The second stage: an object that a binding names and the package does not have. */
final class Templates {
  private Templates() {}

  /** Adds the object, and lists it where manifests are listed; returns its position. */
  static int add(
      Target target, DynamicPrefixBinding binding, String beside, List<Document> documents) {
    String name = binding.target().name();
    String file =
        PackageLayout.folderFor(
                "manifests", beside, documents.stream().map(Document::file).toList())
            + target.kind().toLowerCase(Locale.ROOT)
            + "-"
            + name
            + ".yaml";
    if (documents.stream().anyMatch(document -> document.file().equals(file))) {
      throw new FieldException(
          Place.file(file),
          "is there already, but holds no " + binding.target() + "; write that object, or move it");
    }
    Document template = Document.inFile(file, 1, read(target));
    Document named = Setters.apply(template, Map.of("target-name", name)).document();
    documents.add(Document.inFile(file, 1, withoutSetterComments(named.text())));
    PackageLayout.kustomizationFor(file, documents)
        .ifPresent(i -> documents.set(i, listing(documents.get(i), file)));
    return documents.size() - 1;
  }

  private static Document listing(Document kustomization, String file) {
    Field root = kustomization.root();
    String relative = file.substring(PackageLayout.folderOf(kustomization.file()).length());
    List<Field> resources = root.find("resources").map(Field::items).orElse(List.of());
    if (resources.stream()
        .anyMatch(item -> item.text().replaceFirst("^\\./", "").equals(relative))) {
      return kustomization;
    }
    List<ListEdit.Slot> slots = new ArrayList<>();
    for (int i = 0; i < resources.size(); i++) {
      slots.add(new ListEdit.Slot.Kept(i));
    }
    slots.add(new ListEdit.Slot.Added(new Entry.Text(relative)));
    return kustomization.with(ListEdit.arrange(root, List.of("resources"), slots));
  }

  private static String withoutSetterComments(String text) {
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n")) {
      int comment = line.indexOf(" # " + Setters.COMMENT);
      out.append(comment < 0 ? line : line.substring(0, comment)).append('\n');
    }
    return out.toString();
  }

  private static String read(Target target) {
    String resource = "templates/" + target.kind().toLowerCase(Locale.ROOT) + ".yaml";
    try (InputStream in = Templates.class.getResourceAsStream(resource)) {
      return new String(
          Optional.ofNullable(in)
              .orElseThrow(() -> new IllegalStateException("no " + resource + " in the jar"))
              .readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
