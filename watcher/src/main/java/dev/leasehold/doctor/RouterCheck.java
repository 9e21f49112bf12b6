package dev.leasehold.doctor;

import dev.leasehold.api.PrefixQuery;
import dev.leasehold.router.Router;
import dev.leasehold.router.RouterAnswer;
import dev.leasehold.router.RouterCommands;
import dev.leasehold.router.RouterConnection;
import dev.leasehold.router.RouterPrefix;
import dev.leasehold.router.RouterTools;
import dev.leasehold.source.Channel;
import dev.leasehold.ssh.Algorithms;
import dev.leasehold.ssh.HostKeyTrust;
import dev.leasehold.ssh.HostKeyTrust.Result;
import dev.leasehold.ssh.SshDeadlines;
import dev.leasehold.subject.KnownRouters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Checks whether routers can be reached, and whether Leasehold's scripts can run there. */
public final class RouterCheck {
  private RouterCheck() {}

  /**
   * The findings about each router, in their order. One that is only asked for prefixes needs no
   * scripts: {@link #prefixes} checks it.
   *
   * @param channels the channels that the packages request
   */
  public static List<Diagnosis> of(List<Router> routers, Collection<Channel> channels) {
    return routers.stream()
        .filter(router -> !isOnlyAsked(router, channels))
        .flatMap(router -> of(router).stream())
        .toList();
  }

  private static boolean isOnlyAsked(Router router, Collection<Channel> channels) {
    Set<Channel> of = new HashSet<>();
    for (Channel channel : channels) {
      switch (channel) {
        case Channel.RouterPrefixes _, Channel.PublicAddresses _ -> {
          if (channel.where().equals(router.name())) {
            of.add(channel);
          }
        }
        case Channel.OnInterface _ -> {}
      }
    }
    return !of.isEmpty() && of.stream().allMatch(Channel.RouterPrefixes.class::isInstance);
  }

  /**
   * What routers answer about the prefixes that documents ask them for.
   *
   * @param channels the channels that the packages request
   */
  public static List<Diagnosis> prefixes(
      Collection<Channel> channels, List<Router> routers, KnownRouters known) {
    List<Diagnosis> found = new ArrayList<>();
    for (Channel channel : channels) {
      if (channel instanceof Channel.RouterPrefixes(String name, Set<PrefixQuery> queries)) {
        known.whyNot(name).ifPresent(why -> found.add(new Diagnosis(why.reason(), why.whatToDo())));
        routers.stream()
            .filter(router -> router.name().equals(name))
            .forEach(router -> found.addAll(prefixes(router, queries)));
      }
    }
    return found;
  }

  private static List<Diagnosis> prefixes(Router router, Set<PrefixQuery> queries) {
    try (RouterConnection connection = connection(router)) {
      RouterCommands commands = new RouterCommands(connection);
      return queries.stream()
          .sorted(Comparator.comparing(PrefixQuery::word))
          .map(query -> found(router, query, commands.prefixes(query)))
          .toList();
    }
  }

  private static Diagnosis found(
      Router router, PrefixQuery query, RouterAnswer<List<RouterPrefix>> answer) {
    String what = about(router) + "prefixes by " + words(query) + ": ";
    return switch (answer) {
      case RouterAnswer.Done<List<RouterPrefix>>(List<RouterPrefix> held) ->
          held.isEmpty()
              ? Diagnosis.warning(what + "none")
              : Diagnosis.well(
                  what
                      + held.stream()
                          .map(prefix -> prefix.prefix().toString())
                          .collect(Collectors.joining(", ")));
      case RouterAnswer.Refused<List<RouterPrefix>>(String reason, String whatToDo) ->
          new Diagnosis(what + without(router, reason), whatToDo);
      case RouterAnswer.Unavailable<List<RouterPrefix>>(String reason) ->
          new Diagnosis(
              what + without(router, reason), "Fix the connection, or what the router prints.");
    };
  }

  private static String without(Router router, String reason) {
    String about = about(router);
    return reason.startsWith(about) ? reason.substring(about.length()) : reason;
  }

  private static String words(PrefixQuery query) {
    return switch (query) {
      case PrefixQuery.OpenWrt(String network) -> "openWrt: " + network;
      case PrefixQuery.RouterOs() -> "routerOs";
      case PrefixQuery.Command(String line) -> "command: " + line;
    };
  }

  private static RouterConnection connection(Router router) {
    return new RouterConnection(
        router, SshDeadlines.DEFAULT, System::nanoTime, RandomGenerator.getDefault());
  }

  /** Changes nothing on the router. */
  private static List<Diagnosis> of(Router router) {
    try (RouterConnection connection = connection(router)) {
      return switch (new RouterCommands(connection).probe()) {
        case RouterAnswer.Done<RouterTools>(RouterTools tools) -> found(router, tools);
        case RouterAnswer.Refused<RouterTools>(String reason, String whatToDo) ->
            List.of(new Diagnosis(about(router) + reason, whatToDo));
        case RouterAnswer.Unavailable<RouterTools>(String reason) ->
            List.of(new Diagnosis(reason, "Fix host, port or the network."));
      };
    }
  }

  private static List<Diagnosis> found(Router router, RouterTools tools) {
    List<Diagnosis> found = new ArrayList<>();
    found.add(
        Diagnosis.well(
            about(router)
                + router.server()
                + " accepts the key; ip: "
                + tools.of("ip")
                + ", DHCP client: "
                + tools.of("udhcpc")));
    for (String missing : tools.missing()) {
      found.add(
          router.commands().isEmpty()
              ? new Diagnosis(about(router) + missing, "")
              : Diagnosis.warning(
                  about(router) + missing + "; only the commands of the configuration can run"));
    }
    return found;
  }

  /**
   * Adds the host key that a router shows now to its knownHostsFile, or shows the line that is
   * missing in its Secret.
   */
  public static Diagnosis trust(Router router) {
    Algorithms algorithms = router.legacy() ? Algorithms.LEGACY : Algorithms.MODERN;
    String place = router.keys().hostsPlace();
    return switch (HostKeyTrust.add(
        router.server(), router.keys(), algorithms, SshDeadlines.DEFAULT)) {
      case Result.Added(String key) ->
          Diagnosis.well(
              about(router)
                  + "the host key "
                  + key
                  + " is now in "
                  + place
                  + "; compare the fingerprint with that of the router, and remove the line if it differs");
      case Result.Known(String key) ->
          Diagnosis.well(about(router) + "the host key " + key + " is already in " + place);
      case Result.Unwritten(String key, String line) ->
          new Diagnosis(
              about(router)
                  + "the host key "
                  + key
                  + " is not in "
                  + place
                  + ", and Leasehold changes no Secret",
              "Compare the fingerprint with that of the router, then add this line there: " + line);
      case Result.Refused(String reason, String whatToDo) ->
          new Diagnosis(about(router) + reason, whatToDo);
      case Result.Unavailable(String reason) ->
          new Diagnosis(about(router) + reason, "Fix host, port or the network.");
    };
  }

  private static String about(Router router) {
    return "router " + router.name() + ": ";
  }
}
