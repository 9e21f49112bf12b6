package dev.leasehold.fn;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code leasehold-fn}: a ResourceList on standard input, one on standard output.
 *
 * <p>Exit codes: 0 done, 1 failed and the items are as they came, 2 usage. With exit code 0 the
 * whole list has been written: kpt deletes every file for which a function that exits 0 prints
 * nothing.
 */
public final class Main {
  private static final String USAGE =
      """
      Usage: leasehold-fn < LIST
      The KRM function: a ResourceList on standard input, one on standard output.
        -h, --help   Show this help message and exit.
      It is run by kpt: kpt fn render DIR --allow-exec
      Exit codes: 0 done, 1 failed and nothing was changed, 2 usage
      """;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The same without ending the program: gives the exit code. */
  public static int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  static int run(PrintStream usage, PrintStream errors, String... arguments) {
    if (List.of(arguments).equals(List.of("--help")) || List.of(arguments).equals(List.of("-h"))) {
      usage.print(USAGE);
      usage.flush();
      return 0;
    }
    if (arguments.length > 0) {
      errors.println(
          "leasehold-fn takes no arguments but --help: a ResourceList on standard input gives one"
              + " on standard output. Try: kpt fn render DIR --allow-exec");
      return 2;
    }
    try (FileInputStream in = new FileInputStream(FileDescriptor.in);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      Function.Result result = Function.run(in.readAllBytes());
      result.messages().forEach(errors::println);
      out.write(result.output().getBytes(StandardCharsets.UTF_8));
      out.flush();
      return result.exitCode();
    } catch (IOException e) {
      errors.println("leasehold-fn: cannot read the input or write the output: " + e.getMessage());
      return 1;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // A bug or an absurd input: say so, print no half list, and let kpt keep the files.
      errors.println("leasehold-fn: stopped by " + e + "; nothing was changed");
      return 1;
    }
  }
}
