import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Says which mutants no test has noticed, and fails where there are more than a package may have.
 *
 * <p>Those of the list in docs/mutation.md are excused. A mutant is told from others by its file,
 * the text of its line and what was changed, so that an entry outlives whatever moves the line. An
 * entry whose line is in no file of that name is a failure too.
 * Usage: {@code java Mutants.java PACKAGE LEAST-PERCENT mutations.xml SOURCES}.
 */
final class Mutants {
  private static final Path LIST = Path.of("docs/mutation.md");

  /** An entry of the list: - `Type.java`: `the line`, change: why. */
  private static final Pattern ENTRY = Pattern.compile("- `(\\w+\\.java)`: `(.+)`, ([a-z]+): .+");

  private static final Map<String, String> CHANGES =
      Map.of(
          "ConditionalsBoundaryMutator", "boundary",
          "NegateConditionalsMutator", "negated",
          "VoidMethodCallMutator", "removed",
          "BooleanTrueReturnValsMutator", "true",
          "BooleanFalseReturnValsMutator", "false",
          "NullReturnValsMutator", "null",
          "EmptyObjectReturnValsMutator", "empty",
          "PrimitiveReturnsMutator", "zero");

  private record Mutant(String file, String line, String change) {}

  private record Survivor(Mutant mutant, String place, String status) {}

  private Mutants() {}

  public static void main(String[] arguments) throws Exception {
    String name = arguments[0];
    int least = Integer.parseInt(arguments[1]);
    NodeList mutations = read(Path.of(arguments[2]));
    Path sources = Path.of(arguments[3]);

    List<Survivor> survivors = new ArrayList<>();
    for (int i = 0; i < mutations.getLength(); i++) {
      Element mutation = (Element) mutations.item(i);
      // The JVM may crash when a class is redefined: PIT calls that detected.
      boolean measured = !mutation.getAttribute("status").equals("RUN_ERROR");
      if (!(measured && mutation.getAttribute("detected").equals("true"))) {
        survivors.add(survivor(mutation, sources));
      }
    }
    List<Mutant> excused = listed();
    List<Survivor> left = survivors.stream().filter(s -> !excused.remove(s.mutant())).toList();

    int all = mutations.getLength();
    int killed = all - survivors.size();
    double score = 100.0 * (all - left.size()) / Math.max(1, all);
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f %% (%d mutants, %d killed, %d equivalent, %d survived)%n",
        name, score, all, killed, survivors.size() - left.size(), left.size());
    left.stream()
        .sorted(Comparator.comparing(Survivor::place))
        .forEach(s ->
            System.out.printf(
                "  %s: `%s`, %s: %s%n",
                s.place(), s.mutant().line(), s.mutant().change(), s.status()));
    List<Mutant> stale = stale(listed());
    stale.forEach(
        entry ->
            System.out.printf(
                "  %s: no source file of that name has the line `%s`: %s%n",
                LIST, entry.line(), entry.file()));
    System.exit(score < least || !stale.isEmpty() ? 1 : 0);
  }

  private static NodeList read(Path file)
      throws IOException, ParserConfigurationException, SAXException {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getElementsByTagName("mutation");
  }

  private static Survivor survivor(Element mutation, Path sources) throws IOException {
    String type = text(mutation, "mutatedClass");
    String file = text(mutation, "sourceFile");
    int number = Integer.parseInt(text(mutation, "lineNumber"));
    String folder = type.substring(0, type.lastIndexOf('.')).replace('.', '/');
    String line = Files.readAllLines(sources.resolve(folder).resolve(file)).get(number - 1).strip();
    String mutator = text(mutation, "mutator");
    mutator = mutator.substring(mutator.lastIndexOf('.') + 1);
    String change = CHANGES.getOrDefault(mutator, mutator.replace("Mutator", "").toLowerCase(Locale.ROOT));
    return new Survivor(
        new Mutant(file, line, change),
        String.format(Locale.ROOT, "%s:%d", file, number),
        mutation.getAttribute("status").toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String text(Element mutation, String name) {
    return mutation.getElementsByTagName(name).item(0).getTextContent();
  }

  private static List<Mutant> listed() throws IOException {
    List<Mutant> listed = new ArrayList<>();
    try (Stream<String> lines = Files.lines(LIST)) {
      lines
          .map(ENTRY::matcher)
          .filter(Matcher::matches)
          .map(m -> new Mutant(m.group(1), m.group(2), m.group(3)))
          .forEach(listed::add);
    }
    return listed;
  }

  /** The entries whose line was moved to another file, or edited. */
  private static List<Mutant> stale(List<Mutant> listed) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(Path.of("."))) {
      sources = files.filter(f -> f.toString().matches(".*/src/main/java/.*\\.java")).toList();
    }
    List<Mutant> stale = new ArrayList<>();
    for (Mutant entry : listed) {
      boolean isThere = false;
      for (Path file : sources) {
        isThere |=
            file.endsWith(entry.file())
                && Files.readAllLines(file).stream().anyMatch(l -> l.strip().equals(entry.line()));
      }
      if (!isThere) {
        stale.add(entry);
      }
    }
    return stale;
  }
}
