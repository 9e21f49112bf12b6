package dev.leasehold.adopt;

import dev.leasehold.krm.Field;
import dev.leasehold.render.files.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of Flux ({@code ${NAME}}) in pools and other kinds for addresses.
 *
 * @param used their names
 * @param encrypted the names whose values SOPS encrypts, with the file
 */
record Variables(SortedSet<String> used, Map<String, String> encrypted) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)");

  static Variables of(Repository repository, Set<String> kinds) {
    SortedSet<String> used = new TreeSet<>();
    Map<String, String> encrypted = new TreeMap<>();
    for (Field root : repository.objects()) {
      if (kinds.contains(ObjectKey.of(root).kind())) {
        used.addAll(in(root));
      }
      if (repository.isEncrypted(root)) {
        for (String key : List.of("data", "stringData")) {
          root.find(key)
              .filter(Field::isMapping)
              .ifPresent(
                  data -> data.keys().forEach(name -> encrypted.put(name, root.document().file())));
        }
      }
    }
    return new Variables(used, encrypted);
  }

  private static SortedSet<String> in(Field root) {
    SortedSet<String> names = new TreeSet<>();
    Matcher matcher = VARIABLE.matcher(root.document().text());
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** Why a pool may have IPv6 that nobody can read here; empty if it has none. */
  String caution(Field pool) {
    for (String name : in(pool)) {
      String file = encrypted.get(name);
      if (file != null) {
        return "its ${"
            + name
            + "} is in "
            + file
            + ", which SOPS encrypts; move the key to a plain ConfigMap if it is IPv6";
      }
    }
    return "";
  }
}
