package dev.leasehold.proposal;

import dev.leasehold.api.Lease;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPLease;
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

/** The result of rendering a package with changed leases. */
public sealed interface PackageUpdate {
  /**
   * The rendered package.
   *
   * @param files the text of each changed file by path; an empty text for a removed file
   * @param changes the changes by the rendering, without the lease documents
   * @param warnings the warnings of the rendering
   * @param ofThisChange the warnings about data that the changes overwrite or remove
   * @param contents the Leasehold resources of the rendered package
   */
  record Rendered(
      SortedMap<String, String> files,
      List<Change> changes,
      List<Finding> warnings,
      List<Finding> ofThisChange,
      PackageContents contents)
      implements PackageUpdate {

    /** The changed fields, as in a commit message; empty when there are none. */
    public String touches() {
      return CommitMessage.touches(changes);
    }
  }

  /** The package does not render until the errors are fixed. */
  record Broken(List<Finding> errors) implements PackageUpdate {}

  /**
   * Renders the package with these leases instead of its own.
   *
   * @param contents the Leasehold resources in {@code files}
   */
  static PackageUpdate of(
      PackageFiles files, PackageContents contents, List<? extends Lease> leases) {
    return of(files, contents, leases, Set.of());
  }

  /**
   * Renders the package with these leases and without some files. The removed files are not in
   * {@link Rendered#files}.
   *
   * @param gone the paths of the removed files
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

  /**
   * The scope of the rendering. A removed lease proves that the package has Leasehold resources, so
   * the path of the package is right.
   */
  private static Scope scope(PackageFiles files, Collection<String> gone) {
    return new Scope(!gone.isEmpty(), files.unread());
  }

  private static void put(
      Lease lease, PackageFiles files, PackageContents contents, List<Document> documents) {
    Optional<Document> existing = contents.leaseDocument(lease);
    if (existing.isPresent()) {
      // The match is by file and text, because the contents were read from another list of
      // documents.
      documents.replaceAll(document ->
          document.file().equals(existing.get().file())
                  && document.text().equals(existing.get().text())
              ? lease.write(existing, document.file())
              : document);
      return;
    }
    String file = leaseFile(documentId(lease), files, contents);
    if (documents.stream().anyMatch(d -> d.file().equals(file) && PackageFiles.holdsSomething(d))) {
      throw new FieldException(
          Place.file(file),
          "the lease of " + lease.id() + " needs this file; move its content to another file");
    }
    documents.add(lease.write(Optional.empty(), file));
  }

  /** A released address has a document beside that of its claim, with a name of its own. */
  private static SubjectId documentId(Lease lease) {
    return switch (lease) {
      case PrefixLease prefix -> prefix.id();
      case PublicIPLease ip -> SubjectId.publicIp(ip.name());
    };
  }

  /** The file of the lease; the file for a new one if it does not exist. */
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
