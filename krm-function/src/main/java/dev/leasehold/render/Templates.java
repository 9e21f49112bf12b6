package dev.leasehold.render;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.edit.ListEdit;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.edit.ScalarEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Place;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.setters.Setters;
import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes objects that are asked for and that the package does not have. */
final class Templates {
  /** The comment on each value that gets the name of a new target. */
  private static final String NAME_COMMENT = " # kpt-set: ${target-name}";

  static final String MANIFESTS = "manifests";
  private static final String INTENT = "intent";

  private static final String CILIUM = "cilium.io/";

  private Templates() {}

  /**
   * Adds the object, and lists it where manifests are listed.
   *
   * @param asked the place that asked for it; its file is written near that
   * @return its position among the documents
   */
  static int add(Document template, Place asked, Draft draft) {
    List<Document> documents = draft.documents();
    String kind = template.root().get("kind").text();
    String name = template.root().get("metadata").get("name").text();
    boolean isLocal = PackageLayout.isLocal(template.root());
    String folder = isLocal ? intentFolder(asked, documents) : folder(MANIFESTS, asked, documents);
    String file = PackageLayout.fileFor(new ObjectKey(kind, "", name), folder);
    if (documents.stream().anyMatch(document -> document.isIn(file))) {
      throw new FieldException(
          Place.file(file),
          "already exists but does not contain "
              + kind
              + " "
              + name
              + "; add that object, or move the file");
    }
    Document made = Document.inFile(file, 1, template.text());
    int index = draft.make(made, asked);
    if (!isLocal) {
      PackageLayout.kustomizationFor(file, documents)
          .ifPresent(i -> draft.put(i, listing(draft.document(i), file, true)));
    }
    return index;
  }

  private static String folder(String name, Place asked, List<Document> documents) {
    return PackageLayout.folderFor(name, asked.file(), filesIn(name + "/", documents));
  }

  /** The folder of the intent; where there is none yet, it is beside that of the manifests. */
  private static String intentFolder(Place asked, List<Document> documents) {
    String intent = folder(INTENT, asked, documents);
    String manifests = folder(MANIFESTS, asked, documents);
    return !isFolder(intent, INTENT) && isFolder(manifests, MANIFESTS)
        ? manifests.substring(0, manifests.length() - MANIFESTS.length() - 1) + INTENT + "/"
        : intent;
  }

  private static boolean isFolder(String path, String name) {
    return ("/" + path).endsWith("/" + name + "/");
  }

  /**
   * The files in folders of that name. The path of an item that does not mention it is not read.
   */
  private static List<String> filesIn(String folder, List<Document> documents) {
    List<String> files = new ArrayList<>();
    for (Document document : documents) {
      if (!document.isItem() || document.mentions(folder)) {
        files.add(document.file());
      }
    }
    return files;
  }

  /** The template of that name, which must be there, with its own name in it. */
  static Document read(String template) {
    return find(template)
        .orElseThrow(() -> new IllegalStateException("no template " + template + " in the jar"));
  }

  /** The template of that name, if there is one: each kind that a binding can make has its own. */
  static Optional<Document> find(String template) {
    String resource = "templates/" + template + ".yaml";
    try (InputStream in = Templates.class.getResourceAsStream(resource)) {
      return in == null
          ? Optional.empty()
          : Optional.of(
              Document.inFile(resource, 1, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With another name in the marked values, which setters no longer set. */
  static Document named(Document template, String name) {
    return template.with(nameEdits(template, Optional.of(name)));
  }

  /** With its own name, which setters no longer set. */
  static Document withItsName(Document template) {
    return template.with(nameEdits(template, Optional.empty()));
  }

  private static List<TextEdit> nameEdits(Document template, Optional<String> name) {
    List<TextEdit> edits = new ArrayList<>();
    Lines lines = new Lines(template.text());
    for (Field scalar : template.root().scalars()) {
      int end = lines.end(scalar.end());
      if (template.text().substring(scalar.end(), end).stripTrailing().equals(NAME_COMMENT)) {
        name.flatMap(n -> ScalarEdit.setText(scalar, n)).ifPresent(edits::add);
        edits.add(new TextEdit(scalar.end(), scalar.end() + NAME_COMMENT.length(), ""));
      }
    }
    return edits;
  }

  /** In an API version that this Cilium serves; other objects stay unchanged. */
  static Document inVersion(Document document, CiliumVersion version) {
    Field root = document.root();
    Field apiVersion = root.get("apiVersion");
    if (!apiVersion.text().startsWith(CILIUM)) {
      return document;
    }
    String kind = root.get("kind").text();
    String served =
        version
            .apiVersion(kind)
            .orElseThrow(() -> apiVersion.error("Cilium " + version + " has no " + kind));
    return document.with(ScalarEdit.set(apiVersion, served).stream().toList());
  }

  /** Without the setter comments of these fields, which are not set any more. */
  static Document withoutSetters(Document document, List<List<String>> paths) {
    List<TextEdit> edits = new ArrayList<>();
    Lines lines = new Lines(document.text());
    for (List<String> path : paths) {
      Optional<Field> at = document.root().find(path);
      if (at.isPresent()) {
        int end = lines.end(at.get().end());
        if (document.text().substring(at.get().end(), end).contains(Setters.COMMENT)) {
          edits.add(new TextEdit(at.get().end(), end, ""));
        }
      }
    }
    return document.with(edits);
  }

  /** Deletes an object, and with the last one of its file the file's line in its kustomization. */
  static void delete(int index, Draft draft) {
    String file = draft.document(index).file();
    draft.put(index, draft.document(index).removed());
    if (draft.documents().stream().anyMatch(d -> d.file().equals(file) && !d.isRemoved())) {
      return;
    }
    PackageLayout.kustomizationFor(file, draft.documents())
        .ifPresent(i -> draft.put(i, listing(draft.document(i), file, false)));
  }

  private static Document listing(Document kustomization, String file, boolean listed) {
    Field root = kustomization.root();
    String relative = file.substring(PackageLayout.folderOf(kustomization.file()).length());
    List<Field> resources = root.find("resources").map(Field::items).orElse(List.of());
    List<ListEdit.Slot> slots = new ArrayList<>();
    boolean isThere = false;
    for (int i = 0; i < resources.size(); i++) {
      String item = resources.get(i).text();
      boolean isFile = item.equals(relative) || item.equals("./" + relative);
      isThere |= isFile;
      if (listed || !isFile) {
        slots.add(new ListEdit.Slot.Kept(i));
      }
    }
    if (listed && !isThere) {
      slots.add(new ListEdit.Slot.Added(new ListEntry.Text(relative)));
    }
    return kustomization.with(ListEdit.arrange(root, List.of("resources"), slots));
  }
}
