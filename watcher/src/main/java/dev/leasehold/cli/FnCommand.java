package dev.leasehold.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code leasehold fn}; installed also as {@code leasehold-fn}, which starts faster. */
@Command(
    name = "fn",
    description = "The KRM function: a ResourceList on standard input, one on standard output.",
    mixinStandardHelpOptions = true)
final class FnCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    dev.leasehold.fn.Main.main(new String[0]);
    return Main.DONE;
  }
}
