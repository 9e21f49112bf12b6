package dev.leasehold.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code leasehold fn}: the KRM function. This class lists the command. The launcher starts the
 * function without it, as for {@code leasehold-fn}, which is faster and gives the same result.
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
