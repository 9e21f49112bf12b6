package dev.leasehold.cli;

import dev.leasehold.text.Printable;
import dev.leasehold.watch.WatcherConfig;
import dev.leasehold.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leasehold status}: asks the watcher that runs with that configuration. */
@Command(
    name = "status",
    description = {
      "Shows how the watcher that runs with a configuration stands.",
      "Exit codes: 0 all is well; 3 something is not: a prefix is lost, in doubt or missing, the"
          + " target cannot be read or written, a source has trouble; 1 no watcher answers."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The WatcherConfig that it was started with.")
  private Path config = Path.of("");

  @Option(names = "--json", description = "As JSON, for scripts.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show nothing; only the exit code tells.")
  private boolean quiet;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    WatcherConfig settings = Configuration.read(config);
    InetSocketAddress listen =
        settings
            .listen()
            .orElseThrow(() ->
                new CommandException(
                    config + ": spec.web.listen is none, so nothing can be asked"));
    String address = WebServer.text(reachable(listen));
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://" + address + "/status"))
                  .header("Accept", json ? "application/json" : "text/plain")
                  .timeout(TIMEOUT)
                  .build(),
              BodyHandlers.ofString());
      String well = answer.headers().firstValue(WebServer.WELL).orElse("");
      if (well.isEmpty()) {
        throw new CommandException(
            "what answers at "
                + address
                + " is no watcher of this version; start the watcher again, or correct"
                + " spec.web.listen in "
                + config);
      }
      if (!quiet) {
        spec.commandLine().getOut().print(Printable.lines(answer.body()));
        spec.commandLine().getOut().flush();
      }
      return well.equals("yes") ? Main.DONE : Main.NOT_WELL;
    } catch (IOException e) {
      throw new CommandException(
          "no watcher answers at "
              + address
              + ": is `leasehold watch --config "
              + config
              + "` running?");
    }
  }

  /** Who listens on every address is asked on this machine's own. */
  private static InetSocketAddress reachable(InetSocketAddress listen) {
    return listen.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listen.getPort())
        : listen;
  }
}
