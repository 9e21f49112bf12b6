package dev.leasehold.render.warnings;

import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.files.UnreadFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that are not read although a document of ours may be in them, or a comment that names a
 * setter: its value stays old.
 */
public final class Unread {
  private Unread() {}

  /**
   * A finding for each of them.
   *
   * @param refused whether something else is wrong, of which a document that is not read may be the
   *     cause; its file is then among the errors
   */
  public static List<Finding> tell(List<UnreadFile> files, boolean refused) {
    List<Finding> findings = new ArrayList<>();
    for (UnreadFile file : files) {
      if (file.mayHoldOurs()) {
        String message =
            "seems to contain a Leasehold document but is not read: " + file.reason().text();
        Place place = Place.file(file.path());
        findings.add(refused ? Finding.error(place, message) : Finding.warning(place, message));
      } else if (file.maySet()) {
        String message = "has setter comments but is not read: " + file.reason().text();
        Place place = Place.file(file.path());
        findings.add(
            file.isUnreadable() ? Finding.warning(place, message) : Finding.info(place, message));
      }
    }
    return findings;
  }
}
