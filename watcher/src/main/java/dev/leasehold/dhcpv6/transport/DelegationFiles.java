package dev.leasehold.dhcpv6.transport;

import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The DUID and the delegations in a state directory as texts, so that another machine on the same
 * link can continue as the same client: by file name, {@code duid}, {@code INTERFACE.leases} and
 * {@code generation}, with the lines of each file. Call it while no client runs, except {@link
 * #read}.
 */
public final class DelegationFiles {
  /** The name of the text with the DUID. */
  public static final String DUID = "duid";

  /** The name of the text that says which holder wrote the others: they count from 1. */
  public static final String GENERATION = "generation";

  private static final String LEASES = ".leases";
  private static final long MAX_BYTES = 1 << 16;
  private static final int MOST_FILES = 16;

  /** What a key of a Secret may have, which almost all names of interfaces have too. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,60}");

  private final Path directory;

  /**
   * @param stateDirectory the directory whose folder {@code dhcpv6} has the files
   */
  public DelegationFiles(Path stateDirectory) {
    this.directory = stateDirectory.resolve("dhcpv6");
  }

  /**
   * All intact files.
   *
   * @throws IOException if a file cannot be read
   */
  public SortedMap<String, String> read() throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (String name : names()) {
      if (file(name).peek(lines -> String.join("\n", lines))
          instanceof StateFile.Intact<String>(String text)) {
        texts.put(name, text);
      }
    }
    return texts;
  }

  private List<String> names() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(DelegationFiles::isShared)
          .sorted()
          .limit(MOST_FILES)
          .toList();
    }
  }

  private static boolean isShared(String name) {
    return KEY.matcher(name).matches()
        && (name.equals(DUID) || name.equals(GENERATION) || name.endsWith(LEASES));
  }

  /**
   * Replaces the files by those of another machine, the generation at last. What is not valid is
   * left out.
   *
   * @return what was left out, in words
   * @throws IOException if a file cannot be written
   */
  public List<String> write(Map<String, String> texts) throws IOException {
    List<String> leftOut = new ArrayList<>();
    for (String name : lastGeneration(texts)) {
      String text = texts.getOrDefault(name, "");
      Optional<String> invalid = invalid(name, text);
      if (invalid.isPresent()) {
        leftOut.add(name + ": " + invalid.get());
      } else {
        file(name).write(text.lines().toList());
      }
    }
    return leftOut;
  }

  /** All names; a write that ends in the middle leaves the old generation. */
  private static List<String> lastGeneration(Map<String, String> texts) {
    List<String> names = new ArrayList<>(new TreeSet<>(texts.keySet()));
    if (names.remove(GENERATION)) {
      names.add(GENERATION);
    }
    return names;
  }

  /** Why a text cannot be a file; empty if it can. */
  private static Optional<String> invalid(String name, String text) {
    if (!isShared(name) || text.length() > MAX_BYTES) {
      return Optional.of("not a DUID and not delegations");
    }
    try {
      List<String> lines = text.lines().toList();
      if (name.equals(DUID)) {
        var _ = DuidFile.onlyLine(lines);
      } else if (name.equals(GENERATION)) {
        long _ = Long.parseLong(text);
      } else {
        LeaseFile.check(lines);
      }
      return Optional.empty();
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.of("it is damaged"); // the message might quote a key
    }
  }

  /**
   * Makes a DUID if there is none. It names no interface (DUID-UUID, RFC 9915 section 11.5),
   * because several machines are to have it.
   *
   * @throws IOException if the file cannot be read or written
   */
  public void makeDuid(RandomGenerator random) throws IOException {
    var _ = new DuidFile(directory).shared(random);
  }

  private StateFile file(String name) {
    StateKind kind =
        switch (name) {
          case DUID -> StateKind.DUID;
          case GENERATION -> StateKind.DHCPV6_GENERATION;
          default -> StateKind.DHCPV6_LEASES;
        };
    return new StateFile(directory.resolve(name), kind, MAX_BYTES);
  }

  /** The generation of texts; 0 if they have none. */
  public static long generation(Map<String, String> texts) {
    try {
      return Math.max(0, Long.parseLong(texts.getOrDefault(GENERATION, "0").strip()));
    } catch (NumberFormatException e) {
      return 0; // a person wrote it
    }
  }

  /**
   * Whether two states differ in more than what a renewal changes: in a DUID, a server, a key, or
   * which prefixes are asked for and held.
   */
  public static boolean differ(Map<String, String> one, Map<String, String> other) {
    return !identity(one).equals(identity(other));
  }

  private static SortedMap<String, List<String>> identity(Map<String, String> texts) {
    SortedMap<String, List<String>> identity = new TreeMap<>();
    texts.forEach((name, text) ->
        identity.put(name, text.lines().map(DelegationFiles::withoutTimes).toList()));
    return identity;
  }

  private static String withoutTimes(String line) {
    String[] words = line.split(" ", -1);
    return switch (words[0]) {
      case "ia", "prefix", "reconfigure-key" -> words.length > 1 ? words[0] + " " + words[1] : line;
      default -> line;
    };
  }

  /**
   * When the first of the prefixes reaches half of its valid lifetime: a copy as old as that should
   * be replaced, so that it never ends before the original.
   */
  public static Optional<Instant> halfLife(Map<String, String> texts) {
    return prefixes(texts).map(Held::halfLife).min(Instant::compareTo);
  }

  /** When the last of the prefixes was confirmed by the server. */
  public static Optional<Instant> confirmed(Map<String, String> texts) {
    return prefixes(texts).map(Held::received).max(Instant::compareTo);
  }

  private record Held(Instant received, long valid) {
    /** Empty if a text is not what a watcher writes; who reads the file itself says so. */
    static Optional<Held> of(String received, String valid) {
      try {
        return Optional.of(new Held(Instant.parse(received), Long.parseLong(valid)));
      } catch (DateTimeParseException | NumberFormatException e) {
        return Optional.empty();
      }
    }

    Instant halfLife() {
      return received.plusSeconds(valid / 2);
    }
  }

  private static Stream<Held> prefixes(Map<String, String> texts) {
    return new TreeSet<>(texts.keySet())
        .stream()
            .filter(name -> name.endsWith(LEASES))
            .flatMap(name -> texts.getOrDefault(name, "").lines())
            .map(line -> line.split(" ", -1))
            .filter(words -> words.length == 5 && words[0].equals("prefix"))
            .flatMap(words -> Held.of(words[4], words[3]).stream());
  }
}
