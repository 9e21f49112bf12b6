package dev.leasehold.proposal;

import dev.leasehold.api.Kinds;
import dev.leasehold.api.Lease;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Place;
import dev.leasehold.render.PackageContents;
import dev.leasehold.render.files.UnreadFile;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The leases that ended: of prefixes without a DynamicPrefix, and of public addresses that were
 * released.
 *
 * @param files the file to remove, by lease
 * @param left one line with the reason for each lease that is kept anyway
 * @param folder the path of the package in its repository; empty: the root
 */
public record Orphans(SortedMap<SubjectId, String> files, Set<String> left, String folder) {
  public Orphans {
    left = Set.copyOf(left);
  }

  static final Orphans NONE = new Orphans(new TreeMap<>(), Set.of(), "");

  /**
   * Moves leases from {@code files} to {@code left}.
   *
   * @param kept why a lease is kept, in words; empty: it is removed
   */
  public Orphans without(Function<SubjectId, Optional<String>> kept) {
    SortedMap<SubjectId, String> gone = new TreeMap<>();
    Set<String> stay = new HashSet<>(left);
    files.forEach((name, file) ->
        kept.apply(name)
            .ifPresentOrElse(
                why -> stay.add(stays(name, file, folder) + why), () -> gone.put(name, file)));
    return new Orphans(gone, stay, folder);
  }

  private static String stays(SubjectId name, String file, String folder) {
    return name
        + ": its "
        + name.kind().intent()
        + " is gone, but its lease in "
        + Place.file(file).below(folder)
        + " stays: ";
  }

  /**
   * Finds the orphans of a package. There are none while the package has an error. None is removed
   * while a file that may have a DynamicPrefix cannot be read.
   *
   * @param released the names of the leases of public addresses that were released
   */
  public static Orphans of(
      PackageFiles files, PackageContents contents, String folder, Set<String> released) {
    if (contents.findings().stream().anyMatch(finding -> finding.isError())) {
      return NONE;
    }
    SortedMap<SubjectId, String> gone = new TreeMap<>();
    Set<String> left = new HashSet<>();
    Optional<String> unread = unread(files, contents);
    List<Document> documents = files.yaml().documents();
    for (Lease lease : contents.allLeases()) {
      boolean goes =
          switch (lease) {
            case PrefixLease prefix -> !contents.prefixes().containsKey(prefix.name());
            case PublicIPLease ip -> released.contains(ip.name());
          };
      SubjectId id =
          switch (lease) {
            case PrefixLease prefix -> prefix.id();
            case PublicIPLease ip -> SubjectId.publicIp(ip.name());
          };
      Optional<Document> document = contents.leaseDocument(lease).filter(Orphans::isOfOurGroup);
      if (!goes || document.isEmpty()) {
        continue;
      }
      String file = document.get().file();
      String stays = stays(id, file, folder);
      if (unread.isPresent()) {
        left.add(
            stays + Place.file(unread.get()).below(folder) + " cannot be read and may have it");
      } else if (documents.stream()
              .filter(d -> d.file().equals(file) && PackageFiles.holdsSomething(d))
              .count()
          > 1) {
        left.add(stays + "the file has other documents");
      } else if (isListed(file, documents)) {
        left.add(stays + "a kustomization lists the file");
      } else {
        gone.put(id, file);
      }
    }
    return new Orphans(gone, left, folder);
  }

  /**
   * A file that may have a DynamicPrefix or a PublicIPClaim and cannot be read: a template, a link,
   * not UTF-8, or too large.
   */
  public static Optional<String> unread(PackageFiles files, PackageContents contents) {
    return contents.unread().stream()
        .findFirst()
        .or(() ->
            files.unread().stream()
                .filter(UnreadFile::mayHoldIntent)
                .map(UnreadFile::path)
                .sorted()
                .findFirst());
  }

  private static boolean isOfOurGroup(Document lease) {
    return lease.root().get("apiVersion").text().startsWith(Kinds.GROUP);
  }

  /**
   * Whether a kustomization lists the file. Kustomize fails on a listed file that does not exist.
   */
  private static boolean isListed(String file, List<Document> documents) {
    for (Document document : documents) {
      String path = document.file();
      String folder = path.substring(0, path.lastIndexOf('/') + 1);
      String name = path.substring(folder.length());
      if ((name.startsWith("kustomization.") || name.equals("Kustomization"))
          && file.startsWith(folder)
          && document.mentions(file.substring(folder.length()))) {
        return true;
      }
    }
    return false;
  }
}
