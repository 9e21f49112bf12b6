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
    // Without the first line zsh's compinit does not read the file.
    write(
        folder.resolve("zsh/vendor-completions/_" + NAME),
        "#compdef " + NAME + "\nautoload -U +X bashcompinit && bashcompinit\n" + bash);
    write(folder.resolve("fish/vendor_completions.d/" + NAME + ".fish"), FishCompletion.write(all));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }
}
