package dev.leasehold.proposal;

import dev.leasehold.api.Lease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.Change;
import dev.leasehold.render.PackageContents;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** A package with other leases in it, rendered. */
public sealed interface PackageUpdate {
  /**
   * It renders.
   *
   * @param files path to text of what differs, empty text for a file that goes; empty when nothing
   *     does
   * @param changes what the rendering changed, the lease documents not among them
   * @param warnings what the rendering warned of
   * @param ofThisChange those of the warnings that tell what the changes take from somebody
   * @param contents what is ours in the package as it is now
   */
  record Rendered(
      SortedMap<String, String> files,
      List<Change> changes,
      List<Finding> warnings,
      List<Finding> ofThisChange,
      PackageContents contents)
      implements PackageUpdate {

    /** What the changes touch, as a commit says it; empty when there are none. */
    public String touches() {
      return CommitMessage.touches(changes);
    }
  }

  /** It does not: somebody has to correct what the errors name. */
  record Broken(List<Finding> errors) implements PackageUpdate {}

  /**
   * Renders the package with these leases in place of its own.
   *
   * @param contents what is ours in {@code files}
   */
  static PackageUpdate of(
      PackageFiles files, PackageContents contents, List<? extends Lease> leases) {
    return of(files, contents, leases, Set.of());
  }

  /**
   * The same without some files, which are not among {@link Rendered#files}.
   *
   * @param gone paths of files
   */
  static PackageUpdate of(
      PackageFiles files,
      PackageContents contents,
      List<? extends Lease> leases,
      Collection<String> gone) {
    List<Document> documents = new ArrayList<>(files.yaml().documents());
    documents.removeIf(document -> gone.contains(document.file()));
    try {
      leases.forEach(lease -> put(lease, files, contents, documents));
    } catch (FieldException e) {
      return new Broken(List.of(e.finding()));
    }
    Rendering rendering = Renderer.render(documents, Optional.empty(), scope(files, gone));
    return rendering.failed()
        ? new Broken(rendering.errors())
        : new Rendered(
            files.yaml().changed(rendering.documents()),
            rendering.changes(),
            rendering.warnings(),
            rendering.ofThisChange(),
            PackageContents.read(rendering.documents()));
  }

  /** A lease that goes in this update is as good as intent: a wrong path has none. */
  private static Scope scope(PackageFiles files, Collection<String> gone) {
    return new Scope(!gone.isEmpty(), files.unread());
  }

  private static void put(
      Lease lease, PackageFiles files, PackageContents contents, List<Document> documents) {
    Optional<Document> existing = contents.leaseDocument(lease.id());
    if (existing.isPresent()) {
      // By file and text: the contents were read from another list of the same package.
      documents.replaceAll(document ->
          document.file().equals(existing.get().file())
                  && document.text().equals(existing.get().text())
              ? lease.write(existing, document.file())
              : document);
      return;
    }
    String file = leaseFile(lease.id(), files, contents);
    if (documents.stream().anyMatch(d -> d.file().equals(file) && PackageFiles.holdsSomething(d))) {
      throw new FieldException(
          Place.file(file),
          "the lease of " + lease.id() + " goes there; move what is there to another file");
    }
    documents.add(lease.write(Optional.empty(), file));
  }

  /** The file that the lease is in, or would be. */
  static String leaseFile(SubjectId lease, PackageFiles files, PackageContents contents) {
    Optional<Document> existing = contents.leaseDocument(lease);
    if (existing.isPresent()) {
      return existing.get().file();
    }
    String beside = contents.intentFile(lease).orElse("");
    String folder = PackageLayout.folderFor("leases", beside, files.paths());
    return folder + (folder.endsWith("leases/") ? lease.name() : lease.name() + "-lease") + ".yaml";
  }
}
