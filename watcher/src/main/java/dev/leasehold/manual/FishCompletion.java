package dev.leasehold.manual;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion of a command line with one level of subcommands, for fish. */
public final class FishCompletion {
  /** The labels of values that are paths. Other values are free text. */
  private static final Set<String> PATHS = Set.of("FILE", "DIR");

  private final String program;
  private final StringBuilder script = new StringBuilder();

  private FishCompletion(String program) {
    this.program = program;
  }

  /** Writes the file {@code PROGRAM.fish}. */
  public static String write(CommandLine line) {
    return new FishCompletion(line.getCommandName()).write(line.getCommandSpec());
  }

  private String write(CommandSpec main) {
    List<CommandSpec> commands =
        main.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .filter(command -> !command.usageMessage().hidden())
            .toList();
    String names = commands.stream().map(CommandSpec::name).collect(Collectors.joining(" "));
    String first = "not __fish_seen_subcommand_from " + names;
    script.append("# Completion of ").append(program).append(" for fish.\n");
    complete("-f");
    main.options().forEach(option -> option(first, option));
    for (CommandSpec command : commands) {
      complete("-n " + quoted(first) + " -a " + command.name() + description(summary(command)));
    }
    for (CommandSpec command : commands) {
      String inside = "__fish_seen_subcommand_from " + command.name();
      command.options().forEach(option -> option(inside, option));
      if (command.positionalParameters().stream().anyMatch(p -> PATHS.contains(p.paramLabel()))) {
        complete("-n " + quoted(inside) + " -F");
      }
      if (command.name().equals("help")) {
        complete("-n " + quoted(inside) + " -a " + quoted(names));
      }
    }
    return script.toString();
  }

  private void option(String condition, OptionSpec option) {
    if (option.hidden()) {
      return;
    }
    StringBuilder words = new StringBuilder("-n ").append(quoted(condition));
    for (String name : option.names()) {
      words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      words.append(" -r").append(PATHS.contains(option.paramLabel()) ? " -F" : "");
    }
    complete(words + description(ManPage.description(option)));
  }

  private void complete(String words) {
    script.append("complete -c ").append(program).append(' ').append(words).append('\n');
  }

  private static String summary(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  private static String description(String text) {
    return text.isEmpty() ? "" : " -d " + quoted(text.replaceFirst("\\. .*|\\.$", ""));
  }

  /** In single quotes, where fish knows two escapes. */
  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
