package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.approvaltests.Approvals;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages and completions: every command and option is in each of them. */
class ManualTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Manual.write(folder);
  }

  private static String text(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, CommandLine> commands() {
    return Leasehold.commandLine().getSubcommands();
  }

  @Test
  void everyCommandHasAPageWithItsOptions() {
    String main = text("man/man1/leasehold.1");
    commands()
        .forEach((name, command) -> {
          assertTrue(main.contains("\n.B " + name + "\n"), name);
          String page = text("man/man1/leasehold-" + name + ".1");
          for (OptionSpec option : command.getCommandSpec().options()) {
            for (String word : option.names()) {
              assertTrue(page.contains(word.replace("-", "\\-")), name + " " + word + "\n" + page);
            }
          }
        });
    assertEquals(commands().size() + 1, Cli.tree(folder.resolve("man")).size());
  }

  @Test
  void pagesHaveNoPlaceholder() {
    Cli.tree(folder.resolve("man")).forEach((page, text) -> assertFalse(text.contains("${"), page));
  }

  @Test
  void aPageReadsWell() {
    Approvals.verify(text("man/man1/leasehold-watch.1"));
  }

  /** Groff warns of every macro and escape that it does not know. */
  @Test
  void pagesAreValidRoff() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/groff")), "groff is not installed (apt: groff-base)");
    for (String page : Cli.tree(folder.resolve("man")).keySet()) {
      Process groff =
          new ProcessBuilder(
                  "groff", "-man", "-ww", "-Tutf8", folder.resolve("man").resolve(page).toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      String warnings = new String(groff.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("", warnings, page);
      assertEquals(0, groff.waitFor());
    }
  }

  @Test
  void everyOptionIsCompletedInEachShell() {
    String bash = text("bash-completion/completions/leasehold");
    String zsh = text("zsh/vendor-completions/_leasehold");
    String fish = text("fish/vendor_completions.d/leasehold.fish");
    assertTrue(zsh.startsWith("#compdef leasehold\n"));
    assertTrue(
        zsh.contains(bash.substring(bash.indexOf("\nfunction _picocli_leasehold()"), end(bash))));
    commands()
        .forEach((name, command) -> {
          assertTrue(bash.contains("_picocli_leasehold_" + name + "()"), name);
          assertTrue(fish.contains(" -a " + name + " -d "), name);
          String inside =
              fish.lines()
                  .filter(line -> line.contains("'__fish_seen_subcommand_from " + name + "'"))
                  .toList()
                  .toString();
          String function =
              bash.substring(bash.indexOf("function _picocli_leasehold_" + name + "()"));
          function = function.substring(0, function.indexOf("\n}"));
          for (OptionSpec option : command.getCommandSpec().options()) {
            String longest = option.longestName();
            assertTrue(inside.contains(" -l " + longest.substring(2)), name + " " + longest);
            assertTrue(function.contains(longest), name + " " + longest);
          }
        });
  }

  private static int end(String bash) {
    return bash.lastIndexOf("\n# Define a completion specification");
  }

  /** The file is read at the first TAB, so that one is what may fail. */
  @Test
  void zshCompletesAtTheFirstTab() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "zsh is not installed");
    String script =
        """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "TMOUT=60; PS1='READ''Y> '; fpath=('$1' \\$fpath); autoload -U compinit; compinit -u -D; leasehold() { : }"
        zpty -r shell out '*READY> *'
        zpty -w shell $'leasehold rend\\t'
        zpty -w shell "print DO''NE \\$options[completealiases] \\${+aliases[compopt]}"
        zpty -r shell out '*DONE*READY> *'
        print -r -- "$out"
        zpty -d shell
        """;
    Process zsh =
        new ProcessBuilder(
                "zsh",
                "-f",
                "-c",
                script,
                "zsh",
                folder.resolve("zsh/vendor-completions").toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(zsh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, zsh.waitFor(), out);
    assertTrue(out.contains("leasehold render"), out);
    assertTrue(out.contains("DONE off 0"), out);
  }

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not installed");
    assertEquals(new TreeSet<>(commands().keySet()), completed("''", 1));
    assertTrue(completed("render --", 2).contains("--exit-code"));
    assertTrue(completed("watch --t", 2).contains("--timeout"));
  }

  /** What bash offers after these words of the command line. */
  private static Set<String> completed(String words, int at) throws Exception {
    String script =
        """
        . %s
        COMP_WORDS=(leasehold %s) COMP_CWORD=%d
        _complete_leasehold
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(folder.resolve("bash-completion/completions/leasehold"), words, at);
    Process bash =
        new ProcessBuilder(List.of("bash", "-c", script)).redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, bash.waitFor(), out);
    Set<String> offered = new TreeSet<>(out.lines().map(String::strip).toList());
    offered.removeIf(word -> word.startsWith("-") && words.equals("''"));
    return offered;
  }

  @Test
  void otherShellsParseTheirCompletion() throws Exception {
    String zsh = folder.resolve("zsh/vendor-completions/_leasehold").toString();
    String fish = folder.resolve("fish/vendor_completions.d/leasehold.fish").toString();
    boolean hasZsh = Files.isExecutable(Path.of("/usr/bin/zsh"));
    boolean hasFish = Files.isExecutable(Path.of("/usr/bin/fish"));
    assumeTrue(hasZsh || hasFish, "neither zsh nor fish is installed");
    for (List<String> line :
        List.of(List.of("zsh", "-n", zsh), List.of("fish", "--no-execute", fish))) {
      if (line.getFirst().equals("zsh") ? hasZsh : hasFish) {
        Process shell = new ProcessBuilder(line).redirectErrorStream(true).start();
        String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), line + out);
      }
    }
  }
}
