package dev.leasehold.cli;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.text.Printable;
import dev.leasehold.web.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leasehold status}: shows the status of the watcher that runs with a configuration. */
@Command(
    name = "status",
    description = {
      "Shows the state of the watcher that runs with a configuration.",
      "Exit codes: 0 all is well; 3 not all is well: a prefix is lost, in doubt or missing, the"
          + " target cannot be read or written, a source has trouble; 1 no watcher answers."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {"The WatcherConfig of the watcher (default:", "/etc/leasehold/watcher.yaml)."})
  private Optional<Path> given = Optional.empty();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing; only set the exit code.")
  private boolean quiet;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path config = Configuration.file(given, spec);
    WatcherConfig settings = Configuration.read(config);
    InetSocketAddress listen =
        settings
            .listen()
            .orElseThrow(() ->
                new CorrectableException(
                    config + ": spec.web.listen is none, so there is no status; set an address"));
    String address = WebServer.text(reachable(listen));
    try {
      Answer answer = ask(address);
      if (answer.well().isEmpty()) {
        throw new CorrectableException(
            "unexpected answer from "
                + address
                + ": it is not a watcher of this version; restart the watcher, or fix"
                + " spec.web.listen in "
                + config);
      }
      if (!quiet) {
        spec.commandLine().getOut().print(Printable.lines(answer.body()));
        spec.commandLine().getOut().flush();
      }
      return answer.well().equals("yes") ? Leasehold.DONE : Leasehold.NOT_WELL;
    } catch (IOException e) {
      throw new CorrectableException(
          "no watcher answers at "
              + address
              + ": is `leasehold watch --config "
              + config
              + "` running?");
    }
  }

  /**
   * The answer of a watcher.
   *
   * @param well {@code yes} or {@code no}; empty if the server is not a watcher
   */
  private record Answer(String well, String body) {}

  /**
   * Requests the status without {@link java.net.http}, which needs TLS and a thread pool before its
   * first request.
   */
  private Answer ask(String address) throws IOException {
    URL url = URI.create("http://" + address + "/status").toURL();
    if (!(url.openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection connection)) {
      throw new IllegalStateException("no HTTP for " + url);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) TIMEOUT.toMillis());
    connection.setReadTimeout((int) TIMEOUT.toMillis());
    connection.setRequestProperty("Accept", json ? "application/json" : "text/plain");
    boolean isError = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
    try (InputStream in = isError ? connection.getErrorStream() : connection.getInputStream()) {
      return new Answer(
          Objects.requireNonNullElse(connection.getHeaderField(WebServer.WELL), ""),
          in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } finally {
      connection.disconnect();
    }
  }

  /** The address to connect to: the loopback address if the watcher listens on every address. */
  private static InetSocketAddress reachable(InetSocketAddress listen) {
    return listen.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listen.getPort())
        : listen;
  }
}
