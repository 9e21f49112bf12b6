package dev.leasehold.cli;

import dev.leasehold.manual.FishCompletion;
import dev.leasehold.manual.ManPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes the manual pages and the completion of every command. {@code .build/runtime} starts it for
 * the {@code share} folder of the runtime.
 */
final class Manual {
  private static final String NAME = "leasehold";

  private Manual() {}

  /** Writes the files; argument: the folder. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }

  static void write(Path folder) throws IOException {
    CommandLine all = Leasehold.commandLine();
    List<CommandLine> commands = new ArrayList<>(List.of(all));
    commands.addAll(all.getSubcommands().values());
    List<String> names = commands.stream().map(ManPage::name).toList();
    for (CommandLine command : commands) {
      write(
          folder.resolve("man/man1/" + ManPage.name(command) + ".1"),
          ManPage.write(command, NAME + " " + Version.NUMBER, names));
    }
    String bash = AutoComplete.bash(NAME, all);
    write(folder.resolve("bash-completion/completions/" + NAME), bash);
    write(folder.resolve("zsh/vendor-completions/_" + NAME), zsh(bash));
    write(folder.resolve("fish/vendor_completions.d/" + NAME + ".fish"), FishCompletion.write(all));
  }

  /**
   * The same for zsh, which reads the file as the body of a function when it first completes the
   * command: so it ends with a call. What bash sets for the whole shell is left out.
   */
  static String zsh(String bash) {
    int from = bash.indexOf("if [ -n \"$BASH_VERSION\" ]; then\n");
    int to = bash.indexOf("\nfi\n", from) + "\nfi\n".length();
    int end = bash.lastIndexOf("\n# Define a completion specification");
    if (from < 0 || to < from || end < to) {
      throw new IllegalStateException("the completion of picocli has changed; adapt Manual.zsh");
    }
    String head = "#compdef " + NAME + "\nautoload -U +X bashcompinit && bashcompinit\n";
    String call = "\n_bash_complete -o default -F _complete_" + NAME + "\n";
    return head + bash.substring(0, from) + bash.substring(to, end) + call;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }
}
