package dev.leasehold.subject;

import dev.leasehold.api.RouterRef;
import dev.leasehold.source.AddressAnswer.Failed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The routers of the watcher's configuration, by which claims and prefixes find theirs. */
public record KnownRouters(List<Login> logins) {
  /** No router. */
  public static final KnownRouters NONE = new KnownRouters(List.of());

  /**
   * A router of the configuration.
   *
   * @param secret the name of the Secret with its key; empty: its key is in files
   */
  public record Login(String name, String host, int port, String user, Optional<String> secret) {
    boolean isOf(RouterRef router) {
      return host.toLowerCase(Locale.ROOT).equals(router.host())
          && port == router.port()
          && user.equals(router.user());
    }

    boolean isNamed(String reference) {
      return name.equals(reference) || secret.filter(reference::equals).isPresent();
    }
  }

  public KnownRouters {
    logins = List.copyOf(logins);
  }

  /** The name of the router with this login; empty: there is none. */
  public Optional<String> name(RouterRef router) {
    return logins.stream().filter(login -> login.isOf(router)).map(Login::name).findFirst();
  }

  /**
   * Why no router of the configuration is the one of a claim; empty: one is. A document never
   * decides where to log in, or with which key.
   *
   * @param reference the {@code sshSecretRef} of the claim
   */
  public Optional<Failed> whyNot(RouterRef router, String reference) {
    Optional<Login> found = logins.stream().filter(login -> login.isOf(router)).findFirst();
    if (found.isEmpty()) {
      return Optional.of(
          new Failed(
              "no router of the WatcherConfig is " + router.login(), add(router, reference)));
    }
    return found.get().isNamed(reference)
        ? Optional.empty()
        : Optional.of(
            new Failed(
                "sshSecretRef "
                    + reference
                    + " is not the name of router "
                    + found.get().name()
                    + " of the WatcherConfig, or of its Secret",
                "Set sshSecretRef: " + found.get().name() + " in the claim."));
  }

  /** The same for the router of a lease. */
  public Optional<Failed> whyNot(RouterRef router) {
    return name(router).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Failed("no router of the WatcherConfig is " + router.login(), add(router, "home")));
  }

  /** Why no router has this name, which a DynamicPrefix gives; empty: one has. */
  public Optional<Failed> whyNot(String name) {
    return logins.stream().anyMatch(login -> login.name().equals(name))
        ? Optional.empty()
        : Optional.of(
            new Failed(
                "no router of the WatcherConfig has the name " + name,
                "Add it to spec.routers there, or name another one in"
                    + " spec.acquisition.router of the DynamicPrefix"
                    + known()
                    + "."));
  }

  private String known() {
    return logins.isEmpty()
        ? ""
        : "; it has "
            + logins.stream()
                .map(login ->
                    login.name()
                        + " ("
                        + login.user()
                        + "@"
                        + login.host()
                        + ":"
                        + login.port()
                        + ")")
                .collect(Collectors.joining(", "));
  }

  private String add(RouterRef router, String name) {
    String port = router.port() == RouterRef.SSH_PORT ? "" : ", port: " + router.port();
    return "Add it to spec.routers there: {name: "
        + name
        + ", host: "
        + quoted(router.host())
        + port
        + ", user: "
        + router.user()
        + ", ssh: {keyFile: …, knownHostsFile: …}}"
        + known()
        + ".";
  }

  private static String quoted(String host) {
    return host.indexOf(':') >= 0 ? "'" + host + "'" : host;
  }
}
