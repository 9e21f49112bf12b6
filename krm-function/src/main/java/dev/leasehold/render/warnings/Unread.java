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
   * @param refused whether there is another error, which the unread document may have caused; then
   *     its file is an error too
   */
  public static List<Finding> findings(List<UnreadFile> files, boolean refused) {
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
