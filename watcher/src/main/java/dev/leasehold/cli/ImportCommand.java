package dev.leasehold.cli;

import dev.leasehold.files.NewFiles;
import dev.leasehold.krm.FieldException;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.migration.Migration;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leasehold import FILE}: makes intent of the objects of other operators. */
@Command(
    name = "import",
    description =
        "Converts objects of other operators to intent and leases: dynamic-prefix-operator and its"
            + " fork, cilium-dhcp-wanip-operator, ip-rule-operator, k6u. Reads no Secrets.",
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  private static final String STDIN = "-";
  private static final int MOST_BYTES = 64 << 20;

  @Parameters(
      paramLabel = "FILE",
      description =
          "Manifests, or the output of kubectl get -o yaml or -o json; - is standard input.")
  private String file = STDIN;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Writes the documents to intent, leases and manifests in DIR, and overwrites nothing"
              + " (default: standard output).")
  private Optional<Path> output = Optional.empty();

  private final InputStream in;

  ImportCommand() {
    this(System.in);
  }

  /** An import with another standard input. */
  ImportCommand(InputStream in) {
    this.in = in;
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Migration migration = read(file.equals(STDIN) ? "stdin" : file, text());
    PrintWriter err = spec.commandLine().getErr();
    migration
        .findings()
        .forEach(finding -> err.println(finding.severity().spelling() + ": " + finding));
    if (output.isPresent()) {
      write(output.get(), migration);
    } else {
      print(migration);
    }
    if (migration.files().isEmpty()) {
      err.println(
          "nothing was imported: no object of an operator that Leasehold knows; docs/coming-from.md"
              + " has the commands that export them");
    }
    if (!migration.routers().isEmpty()) {
      err.println(
          "For spec of the WatcherConfig (in a Pod: cluster: {}; keyFile in place of secretRef works without a cluster):");
      err.print(migration.routers());
    }
    return Leasehold.DONE;
  }

  private static Migration read(String name, String text) {
    try {
      return Migration.of(name, text);
    } catch (FieldException e) {
      throw new CorrectableException(e.finding().toString());
    }
  }

  private String text() throws IOException {
    byte[] bytes;
    if (file.equals(STDIN)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } else if (Files.isDirectory(Path.of(file))) {
      throw new CorrectableException(file + " is a folder; give one file, or - for standard input");
    } else {
      try (InputStream content = Files.newInputStream(Path.of(file))) {
        bytes = content.readNBytes(MOST_BYTES + 1);
      }
    }
    if (bytes.length > MOST_BYTES) {
      throw new CorrectableException(
          file
              + " has more than "
              + (MOST_BYTES >> 20)
              + " MiB; export only the kinds of operators");
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private void print(Migration migration) {
    PrintWriter out = spec.commandLine().getOut();
    String separator = "";
    for (Map.Entry<String, String> document : migration.files().entrySet()) {
      out.print(separator + "# " + document.getKey() + "\n" + document.getValue());
      separator = "---\n";
    }
    out.flush();
  }

  private void write(Path folder, Migration migration) throws IOException {
    new NewFiles(folder, migration.files(), "choose a new or empty folder").write();
    PrintWriter out = spec.commandLine().getOut();
    migration
        .files()
        .keySet()
        .forEach(path -> out.println("made " + folder.resolve(path).toAbsolutePath()));
  }
}
