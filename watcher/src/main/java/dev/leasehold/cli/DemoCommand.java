package dev.leasehold.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.leasehold.demo.Demo;
import dev.leasehold.demo.DemoClock;
import dev.leasehold.demo.DemoMaterial;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.SeedRepository;
import dev.leasehold.git.Timeouts;
import dev.leasehold.log.CorrectableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code leasehold demo}: replays captured packets through the real code into a real repository.
 * Needs no root, no network and no libpcap; its clock follows the packets.
 */
@Command(
    name = "demo",
    description = "Replays captured packets: two renumberings become Git commits in DIR.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  /** Marks a folder of an earlier demo, which a new demo may replace. */
  private static final String MARKER = ".leasehold-demo";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "target/demo",
      description = "Where to put remote.git and clone (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("target/demo");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    // The output of the demo replaces the log.
    if (LoggerFactory.getLogger("dev.leasehold") instanceof Logger logger) {
      logger.setLevel(Level.WARN);
    }
    begin();
    PrintWriter out = spec.commandLine().getOut();
    Path remote = folder.resolve("remote.git").toAbsolutePath();
    DemoMaterial material = DemoMaterial.extractTo(folder);
    SeedRepository repository =
        SeedRepository.create(
            remote,
            material.packageFiles(),
            new GitTarget.Author("You", "you@example.org"),
            DemoMaterial.START,
            "Begin the network package\n");
    GitTarget target =
        new GitTarget(
            "demo",
            remote.toString(),
            "main",
            "",
            new GitTarget.Auth.None(),
            new GitTarget.Author("Leasehold demo", "leasehold@example.org"));
    DemoClock clock = new DemoClock(DemoMaterial.START);
    try (GitWriter writer =
        new GitWriter(
            target,
            folder.resolve("state").toAbsolutePath(),
            clock,
            RandomGenerator.of("L64X128MixRandom"),
            pause -> {},
            new Operations(Timeouts.DEFAULT, System::nanoTime))) {
      new Demo(material, writer, clock, out).play();
    }
    Path clone = folder.resolve("clone");
    repository.cloneTo(clone);
    out.print(
        """
        What to read next
          git -C %1$s log -p
              the %2$d commits, as your own repository would have them
          %1$s/intent
              what you would write; the lease and manifests/ follow from it
          ./leasehold plan --prefix home-ipv6=2001:db8:99::/64 %1$s
              the diff of a renumbering that has not happened yet
          README.md
              how to follow your own line
        """
            .formatted(clone, repository.commits()));
    out.flush();
    return Leasehold.DONE;
  }

  /** Creates an empty folder; deletes the files of an earlier demo only. */
  private void begin() throws IOException {
    if (Files.exists(folder)) {
      boolean ours = Files.exists(folder.resolve(MARKER));
      try (Stream<Path> children = Files.list(folder)) {
        if (!ours && children.findAny().isPresent()) {
          throw new CorrectableException(
              folder + " has files that are not from the demo; choose another --dir");
        }
      }
      if (ours) {
        delete(folder);
      }
    }
    Files.createDirectories(folder);
    Files.createFile(folder.resolve(MARKER));
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
