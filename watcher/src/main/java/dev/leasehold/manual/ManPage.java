package dev.leasehold.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command, in the macros of man(7). */
public final class ManPage {
  private final CommandSpec command;
  private final String source;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandSpec command, String source) {
    this.command = command;
    this.source = source;
  }

  /**
   * Writes the page.
   *
   * @param source the program and its version, for the footer
   * @param related the names of other pages
   */
  public static String write(CommandLine command, String source, List<String> related) {
    return new ManPage(command.getCommandSpec(), source).write(related);
  }

  /** The name of the page of a command: {@code leasehold-watch}. */
  public static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  private String write(List<String> related) {
    String name = command.qualifiedName("-");
    // No date: the same sources give the same page.
    line(".TH " + quoted(name.toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted(source));
    section("NAME");
    line(text(name) + " \\- " + text(firstSentence()));
    section("SYNOPSIS");
    line(".B " + text(command.qualifiedName()));
    line(text(synopsis()));
    section("DESCRIPTION");
    for (String paragraph : command.usageMessage().description()) {
      line(".PP");
      line(text(paragraph));
    }
    arguments("ARGUMENTS", command.positionalParameters().stream().filter(p -> !p.hidden()));
    arguments("OPTIONS", command.options().stream().filter(o -> !o.hidden()));
    commands();
    section("SEE ALSO");
    line(
        related.stream()
            .filter(other -> !other.equals(name))
            .map(other -> "\\fB" + text(other) + "\\fR(1)")
            .collect(Collectors.joining(", ")));
    return page.toString();
  }

  private String firstSentence() {
    String[] description = command.usageMessage().description();
    String all = description.length == 0 ? command.name() : description[0];
    return all.replaceFirst("\\.( .*)?$", "");
  }

  private String synopsis() {
    boolean hasCommands = !command.subcommands().isEmpty();
    return Stream.concat(
            Stream.of(hasCommands ? "COMMAND" : "[OPTION]..."),
            command.positionalParameters().stream().map(ManPage::positional))
        .collect(Collectors.joining(" "));
  }

  private static String positional(PositionalParamSpec argument) {
    return argument.required() ? argument.paramLabel() : "[" + argument.paramLabel() + "]";
  }

  private void arguments(String title, Stream<? extends ArgSpec> of) {
    List<? extends ArgSpec> all = of.toList();
    if (all.isEmpty()) {
      return;
    }
    section(title);
    for (ArgSpec argument : all) {
      line(".TP");
      line(".B " + text(label(argument)));
      line(text(description(argument)));
    }
  }

  /** The description with the values of picocli's variables. */
  static String description(ArgSpec argument) {
    List<String> candidates = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(candidates::add);
    }
    return String.join(" ", argument.description())
        .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString(true)))
        .replace("${COMPLETION-CANDIDATES}", String.join(", ", candidates));
  }

  private static String label(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return argument.paramLabel();
    }
    String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    return Arrays.stream(option.names()).map(n -> n + value).collect(Collectors.joining(", "));
  }

  private void commands() {
    List<CommandSpec> all =
        command.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .filter(c -> !c.usageMessage().hidden())
            .toList();
    if (all.isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (CommandSpec each : all) {
      line(".TP");
      line(".B " + text(each.name()));
      line(text(String.join(" ", each.usageMessage().description())));
    }
  }

  private void section(String title) {
    line(".SH " + quoted(title));
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  private static String quoted(String text) {
    return '"' + text(text).replace("\"", "\\(dq") + '"';
  }

  /** A text in which roff sees no escape, no request and no hyphen where a minus is meant. */
  private static String text(String plain) {
    String escaped = plain.replace("%n", "\n").replace("\\", "\\e").replace("-", "\\-");
    return escaped
        .lines()
        .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
        .collect(Collectors.joining("\n.br\n"));
  }
}
