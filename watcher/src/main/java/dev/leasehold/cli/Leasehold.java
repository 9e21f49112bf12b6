package dev.leasehold.cli;

import dev.leasehold.log.Bug;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.text.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code leasehold}. Exit codes: 0 done, 1 failed, 2 usage error, 3 nothing changed (with {@code
 * --exit-code}) or not all is well ({@code status}).
 */
@Command(
    name = "leasehold",
    description = "Turns the addresses that an ISP lends into reviewed Git commits.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "First steps: leasehold demo, leasehold init DIR"})
public final class Leasehold {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int NOTHING_CHANGED = 3;
  static final int NOT_WELL = 3;

  private static final Set<String> VERSION = Set.of("--version", "-V");

  /** The commands, in the order of the usage text. */
  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  private Leasehold() {}

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("init", InitCommand::new);
    commands.put("import", ImportCommand::new);
    commands.put("watch", WatchCommand::new);
    commands.put("agent", AgentCommand::new);
    commands.put("probe", ProbeCommand::new);
    commands.put("doctor", DoctorCommand::new);
    commands.put("status", StatusCommand::new);
    commands.put("render", RenderCommand::new);
    commands.put("plan", PlanCommand::new);
    commands.put("fn", FnCommand::new);
    commands.put("demo", DemoCommand::new);
    commands.put("version", VersionCommand::new);
    commands.put("help", CommandLine.HelpCommand::new);
    return commands;
  }

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command like {@code main}; returns the exit code. */
  static int run(String... arguments) {
    String trouble = troubleOfLogging(System.getenv());
    if (!trouble.isEmpty()) {
      System.err.println("leasehold: " + trouble);
      return CommandLine.ExitCode.USAGE;
    }
    CommandLine line = commandLine(arguments);
    // The writers of all commands, because picocli gives each command its own.
    PrintWriter out = line.getOut();
    PrintWriter err = line.getErr();
    line.setOut(out).setErr(err);
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "leasehold: out of memory; set" + " LEASEHOLD_JAVA_OPTIONS=-Xmx512m in the environment");
      return FAILED;
    } catch (Error e) {
      System.err.println("leasehold: " + Bug.text(e));
      return FAILED;
    } finally {
      out.flush(); // picocli's writers flush at the end of a line only
      err.flush();
    }
  }

  /**
   * Checks the log settings. For an unknown format, logback would print a page of its own and then
   * log nothing.
   */
  static String troubleOfLogging(Map<String, String> environment) {
    return Stream.of(
            troubleOf(environment, "LEASEHOLD_LOG_FORMAT", "text|json", "text or json"),
            troubleOf(
                environment,
                "LEASEHOLD_LOG_LEVEL",
                "(?i)trace|debug|info|warn|error|off|all",
                "DEBUG, INFO, WARN or ERROR"))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String troubleOf(
      Map<String, String> environment, String variable, String pattern, String known) {
    String value = environment.get(variable);
    return value == null || value.matches(pattern)
        ? ""
        : "invalid " + variable + " '" + value + "' in the environment: use " + known;
  }

  /**
   * A command line for these arguments. Picocli reads the annotations of every command that it
   * gets, which takes longer than most commands run, so it gets only the named command. For help,
   * or without a command name, it gets all.
   */
  static CommandLine commandLine(String... arguments) {
    CommandLine line = new CommandLine(new Leasehold());
    String first = arguments.length == 0 ? "" : arguments[0];
    boolean isAlone = COMMANDS.containsKey(first) && !first.equals("help");
    boolean isVersion = arguments.length == 1 && VERSION.contains(first);
    COMMANDS.forEach((name, command) -> {
      if (isAlone ? name.equals(first) : !isVersion) {
        line.addSubcommand(name, command.get());
      }
    });
    return withErrors(line);
  }

  /** Adds the error messages of this program. */
  static CommandLine commandLine(Object command) {
    return withErrors(new CommandLine(command));
  }

  private static CommandLine withErrors(CommandLine all) {
    return all.setExecutionStrategy(
            parsed -> {
              rejectUnmatched(parsed);
              return new CommandLine.RunLast().execute(parsed);
            })
        .setParameterExceptionHandler((e, arguments) -> {
          CommandLine line = e.getCommandLine();
          line.getErr().println("leasehold: " + Printable.text(usageError(e)));
          CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
          if (arguments.length == 0) {
            line.usage(line.getErr());
          } else {
            line.getErr().println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
          }
          return line.getCommandSpec().exitCodeOnInvalidInput();
        })
        .setExecutionExceptionHandler((e, line, parsed) -> {
          line.getErr().println("leasehold: " + describe(e));
          return FAILED;
        });
  }

  /** Rejects an unknown command with {@code --help} too, where picocli ignores it. */
  private static void rejectUnmatched(CommandLine.ParseResult parsed) {
    for (CommandLine line : parsed.asCommandLineList()) {
      List<String> unmatched = line.getParseResult().unmatched();
      if (!unmatched.isEmpty()) {
        throw new CommandLine.UnmatchedArgumentException(line, unmatched);
      }
    }
  }

  private static String usageError(CommandLine.ParameterException e) {
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      return String.valueOf(e.getMessage());
    }
    String word = "'" + unmatched.getUnmatched().getFirst() + "'";
    CommandLine line = e.getCommandLine();
    return line.getParent() == null && !unmatched.isUnknownOption()
        ? "unknown command " + word
        : "unexpected argument "
            + word
            + " for "
            + line.getCommandSpec().qualifiedName()
            + (line.getCommandName().equals("render") && word.contains("=")
                ? "; set it in setters.yaml, or use kpt fn eval DIR --exec leasehold-fn -- " + word
                : "");
  }

  /** The failure in words. */
  private static String describe(Exception e) {
    return Printable.text(words(e));
  }

  private static String words(Exception e) {
    return switch (e) {
      case CorrectableException failure -> String.valueOf(failure.getMessage());
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case NotDirectoryException file -> file.getFile() + " is not a folder";
      case FileSystemException other -> String.valueOf(other.getMessage());
      case CharacterCodingException _ -> "a file is not UTF-8 text";
      case IOException told when told.getMessage() != null -> told.getMessage();
      case EOFException _ -> "a file ended too early; it may be damaged";
      case ClosedChannelException _ -> "a connection or file was closed while it was in use";
      case IOException silent -> "reading or writing failed: " + silent;
      default -> Bug.text(e);
    };
  }
}
