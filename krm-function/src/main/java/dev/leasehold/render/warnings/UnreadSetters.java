package dev.leasehold.render.warnings;

import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.files.UnreadFile;
import java.util.ArrayList;
import java.util.List;

/** Files that are not read although a comment in them may name a setter: its value stays old. */
public final class UnreadSetters {
  private UnreadSetters() {}

  /** A finding for each of them. */
  public static List<Finding> tell(List<UnreadFile> files) {
    List<Finding> findings = new ArrayList<>();
    for (UnreadFile file : files) {
      if (file.maySet()) {
        String message = "has setter comments, and is not read: " + file.reason().text();
        Place place = Place.file(file.path());
        findings.add(
            file.isUnreadable() ? Finding.warning(place, message) : Finding.info(place, message));
      }
    }
    return findings;
  }
}
