package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.approvaltests.Approvals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The usage texts, exit codes and error messages of the command line. */
final class LeaseholdTest {
  @Test
  void everyCommandExplainsItself() {
    StringBuilder all = new StringBuilder();
    Cli main = Cli.run("--help");
    assertEquals(0, main.code());
    all.append(main.out());
    for (String command :
        List.of(
            "init", "import", "watch", "agent", "probe", "doctor", "status", "render", "plan", "fn",
            "demo", "version")) {
      Cli help = Cli.run(command, "--help");
      assertEquals(0, help.code(), help.err());
      assertEquals(help.out(), Cli.run("help", command).out());
      all.append("\n== ").append(command).append('\n').append(help.out());
    }
    Approvals.verify(all);
  }

  @Test
  void exitsWithTwoForAnUnknownCommandOrOption() {
    Cli run = Cli.run("renumber");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("renumber"), run.err());
    assertEquals(2, Cli.run("render", "--force").code());
    assertEquals(2, Cli.run("watch").code());
    assertEquals(2, Cli.run("fn", "list.yaml").code());
  }

  @Test
  void exitsWithTwoForHelpOnAnUnknownCommand() {
    for (List<String> words :
        List.of(List.of("stauts", "--help"), List.of("--help", "stauts"), List.of("stauts"))) {
      Cli run = Cli.run(words.toArray(String[]::new));
      assertEquals(2, run.code(), run.out());
      assertTrue(run.err().startsWith("leasehold: unknown command 'stauts'\n"), run.err());
      assertTrue(run.err().contains("Did you mean: leasehold status"), run.err());
      assertEquals("", run.out());
    }
    assertEquals(2, Cli.run("watch", "once", "--help").code());
  }

  @Test
  void describesAnInvalidOption() {
    assertEquals(
        """
        leasehold: --prefix: 'x' is not NAME=PREFIX, as in home-ipv6=2001:db8:99::/56
        Try: leasehold plan --help
        """,
        Cli.run("plan", "--prefix", "x").err());
  }

  @Test
  void reportsAnInvalidConfigurationWithItsRemedy(@TempDir Path folder) throws IOException {
    assertEquals(
        "leasehold: --config: " + folder + " is a folder; name the file with the WatcherConfig\n",
        Cli.run("status", "--config", folder.toString()).err());
    Path file = folder.resolve("watcher.yaml");
    assertEquals(
        "leasehold: --config: "
            + file
            + " does not exist; create a WatcherConfig with: leasehold init DIR\n",
        Cli.run("doctor", "--config", file.toString()).err());
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
    assertEquals(
        "leasehold: --config: " + file + " is not UTF-8 text\n",
        Cli.run("watch", "--config", file.toString()).err());
  }

  @Test
  void reportsABugInOneLine() {
    Cli run = Cli.run(Leasehold.commandLine(new Broken()));
    assertEquals(1, run.code());
    assertEquals(
        "leasehold: a bug in Leasehold: java.lang.IllegalStateException: bad (LeaseholdTest.java);"
            + " please report this line\n",
        run.err().replaceAll("\\((LeaseholdTest.java):[^)]*\\)", "($1)"));
  }

  @CommandLine.Command(name = "broken")
  private static final class Broken implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalStateException("bad");
    }
  }

  @Test
  void rejectsAMissingCommand() {
    Cli run = Cli.run();
    assertEquals(2, run.code());
    assertTrue(run.err().contains("Usage: leasehold"), run.err());
  }

  @Test
  void rejectsAnUnknownLogFormat() {
    assertEquals("", Leasehold.troubleOfLogging(Map.of()));
    assertEquals(
        "",
        Leasehold.troubleOfLogging(
            Map.of("LEASEHOLD_LOG_FORMAT", "json", "LEASEHOLD_LOG_LEVEL", "DEBUG")));
    assertEquals("", Leasehold.troubleOfLogging(Map.of("LEASEHOLD_LOG_LEVEL", "debug")));
    assertEquals(
        "invalid LEASEHOLD_LOG_FORMAT 'JSON' in the environment: use text or json;"
            + " invalid LEASEHOLD_LOG_LEVEL 'LOUD' in the environment: use DEBUG, INFO, WARN or"
            + " ERROR",
        Leasehold.troubleOfLogging(
            Map.of("LEASEHOLD_LOG_FORMAT", "JSON", "LEASEHOLD_LOG_LEVEL", "LOUD")));
  }

  @Test
  void describesAnErrorWithoutAMessage() {
    assertEquals(
        "leasehold: a file ended too early; it may be damaged\n", error(new EOFException()));
    assertEquals(
        "leasehold: a connection or file was closed while it was in use\n",
        error(new ClosedChannelException()));
  }

  private static String error(IOException why) {
    StringWriter err = new StringWriter();
    int code = Leasehold.commandLine(new Failing(why)).setErr(new PrintWriter(err)).execute();
    assertEquals(Leasehold.FAILED, code);
    return err.toString();
  }

  @Command(name = "failing")
  private record Failing(IOException why) implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
      throw why;
    }
  }
}
