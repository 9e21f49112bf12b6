package dev.leasehold.watch;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.render.Change;
import dev.leasehold.render.PackageContents;
import dev.leasehold.render.PackageLayout;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A package with other leases in it, rendered. */
public sealed interface PackageUpdate {
  /**
   * It renders.
   *
   * @param files path to text of what differs; empty when nothing does
   * @param changes what the rendering changed, the lease documents not among them
   * @param contents what is ours in the package as it is now
   */
  record Rendered(SortedMap<String, String> files, List<Change> changes, PackageContents contents)
      implements PackageUpdate {}

  /** It does not: somebody has to mend what the errors name. */
  record Broken(List<Finding> errors) implements PackageUpdate {}

  /**
   * Renders the package with these leases in place of its own.
   *
   * @param contents what is ours in {@code files}
   */
  static PackageUpdate of(PackageFiles files, PackageContents contents, List<PrefixLease> leases) {
    List<Document> documents = new ArrayList<>(files.yaml().documents());
    for (PrefixLease lease : leases) {
      put(lease, files, contents, documents);
    }
    Rendering rendering = Renderer.render(documents, Optional.empty());
    return rendering.failed()
        ? new Broken(rendering.errors())
        : new Rendered(
            files.yaml().changed(rendering.documents()),
            rendering.changes(),
            PackageContents.read(rendering.documents()));
  }

  private static void put(
      PrefixLease lease, PackageFiles files, PackageContents contents, List<Document> documents) {
    Optional<Document> existing = contents.leaseDocument(lease.name());
    int index = existing.map(document -> indexOf(document, documents)).orElse(-1);
    if (index >= 0) {
      Document document = documents.get(index);
      documents.set(index, lease.write(Optional.of(document), document.file()));
      return;
    }
    String beside = contents.prefixFile(lease.name()).orElse("");
    String folder = PackageLayout.folderFor("leases", beside, files.paths());
    String name = folder.endsWith("leases/") ? lease.name() : lease.name() + "-lease";
    documents.add(lease.write(Optional.empty(), folder + name + ".yaml"));
  }

  /** By file and text: the contents may have been read from another list of the same package. */
  private static int indexOf(Document wanted, List<Document> documents) {
    for (int i = 0; i < documents.size(); i++) {
      Document document = documents.get(i);
      if (document.file().equals(wanted.file()) && document.text().equals(wanted.text())) {
        return i;
      }
    }
    return -1;
  }
}
