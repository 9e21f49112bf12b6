package dev.leasehold.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leasehold version}: the same as {@code leasehold --version}. */
@Command(
    name = "version",
    description =
        "Shows the version, the commit and Java that it was made of, and the versions of documents and state.",
    mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    new Version().lines().forEach(spec.commandLine().getOut()::println);
    return Leasehold.DONE;
  }
}
