package dev.leasehold.doctor;

import dev.leasehold.router.Router;
import dev.leasehold.router.RouterAnswer;
import dev.leasehold.router.RouterCommands;
import dev.leasehold.router.RouterConnection;
import dev.leasehold.router.RouterTools;
import dev.leasehold.ssh.Algorithms;
import dev.leasehold.ssh.HostKeyTrust;
import dev.leasehold.ssh.HostKeyTrust.Result;
import dev.leasehold.ssh.SshDeadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Checks whether routers can be reached, and whether Leasehold's scripts can run there. */
public final class RouterCheck {
  private RouterCheck() {}

  /** The findings about each router, in their order. */
  public static List<Diagnosis> of(List<Router> routers) {
    return routers.stream().flatMap(router -> of(router).stream()).toList();
  }

  /** Changes nothing on the router. */
  private static List<Diagnosis> of(Router router) {
    try (RouterConnection connection =
        new RouterConnection(
            router, SshDeadlines.DEFAULT, System::nanoTime, RandomGenerator.getDefault())) {
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
