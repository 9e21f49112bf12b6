package dev.leasehold.rulecontroller;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The labels that say whose object it is. Objects with others are never changed.
 *
 * @param manager the program
 * @param watcher the name of the watcher
 */
record Owner(String manager, String watcher) {
  static final String MANAGER = "app.kubernetes.io/managed-by";
  static final String WATCHER = "leasehold.dev/watcher";

  private static final String LEASEHOLD = "leasehold";
  private static final int LONGEST = 63;
  private static final Pattern ENDING = Pattern.compile("[._-]+$");

  static Owner of(Map<String, String> labels) {
    return new Owner(
        labels.getOrDefault(MANAGER, "").intern(), labels.getOrDefault(WATCHER, "").intern());
  }

  /** The owner of the objects of a watcher. */
  static Owner ofWatcher(String name) {
    return new Owner(LEASEHOLD, label(name));
  }

  /** The name, as a value of a label: at most 63 characters, with a letter or digit at the end. */
  private static String label(String name) {
    boolean fits = name.length() <= LONGEST && !ENDING.matcher(name).find();
    if (fits) {
      return name;
    }
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    String start = name.substring(0, Math.min(name.length(), LONGEST - 9));
    return start + "-" + "%08x".formatted(sum.getValue());
  }

  Map<String, String> labels() {
    return Map.of(MANAGER, manager, WATCHER, watcher);
  }
}
