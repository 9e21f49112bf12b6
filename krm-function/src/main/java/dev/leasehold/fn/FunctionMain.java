package dev.leasehold.fn;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * {@code leasehold-fn}: a ResourceList on standard input, one on standard output.
 *
 * <p>Exit codes: 0 done, 1 failed and the items are as they came, 2 usage. With exit code 0 the
 * whole list has been written: kpt deletes every file for which a function that exits 0 prints
 * nothing. Standard output gets the list or nothing, and standard error a line per error.
 */
public final class FunctionMain {
  /** More than 100,000 manifests need: a larger list is a mistake or an attack. */
  private static final int MOST_BYTES = 64 << 20;

  private static final String USAGE =
      """
      Usage: leasehold-fn < LIST
      The KRM function: a ResourceList on standard input, one on standard output.
        -h, --help   Show this help message and exit.
      kpt runs it: kpt fn render DIR --allow-exec
      Exit codes: 0 done, 1 failed and nothing was changed, 2 usage
      """;

  private FunctionMain() {}

  public static void main(String[] arguments) {
    int exitCode = run(arguments);
    System.out.flush();
    System.err.flush();
    // Not System.exit: that looks for a logger, which takes time. There are no shutdown hooks.
    Runtime.getRuntime().halt(exitCode);
  }

  /** The same without ending the program: gives the exit code. */
  public static int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  static int run(PrintStream usage, PrintStream errors, String... arguments) {
    if (arguments.length == 1 && (arguments[0].equals("--help") || arguments[0].equals("-h"))) {
      usage.print(USAGE);
      usage.flush();
      return 0;
    }
    if (arguments.length > 0) {
      errors.println(
          "leasehold-fn takes no arguments except --help. It reads a ResourceList on standard input"
              + " and writes one on standard output. Try: kpt fn render DIR --allow-exec");
      return 2;
    }
    try (FileInputStream in = new FileInputStream(FileDescriptor.in);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      return run(in, out, errors);
    } catch (IOException e) {
      return failed(errors, "cannot close input or output: " + e.getMessage());
    }
  }

  /** Whatever goes wrong, nothing or all has been written, unless it is the writing itself. */
  static int run(InputStream in, OutputStream out, PrintStream errors) {
    Function.Result result;
    try {
      byte[] input = in.readNBytes(MOST_BYTES + 1);
      if (input.length > MOST_BYTES) {
        return failed(errors, "input is larger than 64 MiB; nothing was changed");
      }
      result = Function.run(input);
    } catch (IOException e) {
      return failed(errors, "cannot read input: " + e.getMessage() + "; nothing was changed");
    } catch (RuntimeException | Error e) {
      // A bug or an absurd input: print no half list, and let kpt keep the files.
      return failed(errors, "stopped by " + e + "; nothing was changed");
    }
    try {
      for (String message : result.messages()) {
        errors.println(inOneLine(message));
      }
      result.output().writeTo(out);
      out.flush();
      return result.exitCode();
    } catch (IOException | RuntimeException | Error e) {
      return failed(errors, "cannot write the whole list: " + e.getMessage());
    }
  }

  private static int failed(PrintStream errors, String message) {
    errors.println(inOneLine("leasehold-fn: " + message));
    return 1;
  }

  private static String inOneLine(String message) {
    return message.replace('\n', ' ').replace('\r', ' ');
  }
}
