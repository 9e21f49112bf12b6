package dev.leasehold.router;

import java.util.Arrays;
import java.util.Optional;

/**
 * The boot script on a router.
 *
 * @param path the file on the router; empty in {@link Place#NONE}
 * @param isChanged whether this run wrote, enabled or removed something
 */
public record BootFile(Place place, Optional<String> path, boolean isChanged) {
  /** What runs the script at the boot. */
  public enum Place {
    /** {@code /data/on_boot.d} of udm-boot on UniFi OS. */
    UNIFI("unifi"),
    /** An init script of OpenWrt. */
    OPENWRT("openwrt"),
    /** A unit of systemd. */
    SYSTEMD("systemd"),
    /** There is no boot script. */
    NONE("none");

    private final String spelling;

    Place(String spelling) {
      this.spelling = spelling;
    }

    /** Its name in the output of the script, and for people. */
    public String spelling() {
      return spelling;
    }
  }

  /** Reads the output of the persist script; empty if it is anything else. */
  static Optional<BootFile> parse(String output) {
    String[] words = output.strip().split(" ");
    if (words.length != 3 || !(words[2].equals("changed") || words[2].equals("unchanged"))) {
      return Optional.empty();
    }
    return Arrays.stream(Place.values())
        .filter(place -> place.spelling().equals(words[0]))
        .findFirst()
        .filter(place -> (place == Place.NONE) == words[1].equals("-"))
        .map(place ->
            new BootFile(
                place,
                place == Place.NONE ? Optional.empty() : Optional.of(words[1]),
                words[2].equals("changed")));
  }
}
