package dev.leasehold.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code leasehold fn}: here for the list of commands. The launcher starts the function itself, as
 * for {@code leasehold-fn}, which is quicker; this gives the same.
 */
@Command(
    name = "fn",
    description = "The KRM function: a ResourceList on standard input, one on standard output.",
    mixinStandardHelpOptions = true)
final class FnCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    return dev.leasehold.fn.FunctionMain.run(arguments.toArray(String[]::new));
  }
}
