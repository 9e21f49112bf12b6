package dev.leasehold.cli;

import dev.leasehold.files.PackageFolder;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import dev.leasehold.render.files.Scope;
import dev.leasehold.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leasehold render DIR}: renders a folder with the function, in place. */
@Command(
    name = "render",
    description = "Renders the package in DIR, in place. Only lines that must change are changed.",
    mixinStandardHelpOptions = true)
final class RenderCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder of the package (default: this one).")
  private Path folder = Path.of(".");

  @Option(names = "--exit-code", description = "Exit with 3 when nothing changed.")
  private boolean exitCode;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PackageFolder files = PackageFolder.read(folder);
    KrmPackage krmPackage = files.packageFiles().yaml();
    Rendering rendering =
        Renderer.render(
            krmPackage.documents(),
            Optional.empty(),
            new Scope(false, files.packageFiles().unread()));
    for (Finding finding : rendering.findings()) {
      spec.commandLine().getErr().println(finding.severity().spelling() + ": " + finding);
    }
    if (krmPackage.documents().isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "info: no manifests in "
                  + folder
                  + ", so nothing is rendered; create a starter package with: leasehold init DIR");
    }
    if (rendering.failed()) {
      return Leasehold.FAILED;
    }
    SortedMap<String, String> changed = krmPackage.changed(rendering.documents());
    files.write(changed);
    changed.forEach((path, text) -> {
      String did = files.holds(path) ? "rendered " : "made ";
      spec.commandLine()
          .getOut()
          .println((text.isEmpty() ? "deleted " : did) + Printable.line(path));
    });
    return exitCode && changed.isEmpty() ? Leasehold.NOTHING_CHANGED : Leasehold.DONE;
  }
}
