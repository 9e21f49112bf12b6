package dev.leasehold.config;

import dev.leasehold.krm.Field;
import dev.leasehold.kube.Cluster;
import dev.leasehold.router.Router;
import dev.leasehold.router.Router.Persist;
import dev.leasehold.ssh.SshServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code spec.routers}. */
final class RoutersSection {
  private static final int SSH_PORT = 22;
  private static final int MOST = 32;

  private RoutersSection() {}

  /**
   * Reads the list.
   *
   * @param folder the folder of relative paths
   * @param cluster the cluster with the Secrets of routers
   * @throws dev.leasehold.krm.FieldException for the first invalid field, or for two entries of one
   *     name or one login
   */
  static List<Router> read(Optional<Field> routers, Path folder, Optional<Cluster> cluster) {
    List<Router> read = new ArrayList<>();
    for (Field entry : routers.map(Field::items).orElse(List.of())) {
      Router router = router(entry, folder, cluster);
      for (Router other : read) {
        if (router.name().equals(other.name())) {
          throw entry
              .get("name")
              .error("'" + router.name() + "' is a duplicate name; choose another");
        }
        if (login(router).equals(login(other))) {
          throw entry.error(
              "has the host, port and user of router "
                  + other.name()
                  + "; a claim could not tell them apart, so keep one");
        }
      }
      read.add(router);
    }
    if (read.size() > MOST) {
      throw routers.orElseThrow().error("has more than " + MOST + " entries");
    }
    return read;
  }

  private static String login(Router router) {
    return router.server().toString().toLowerCase(Locale.ROOT);
  }

  private static Persist persist(Field field) {
    return Arrays.stream(Persist.values())
        .filter(persist -> persist.spelling().equals(field.text()))
        .findFirst()
        .orElseThrow(() -> field.error("'" + field.text() + "' is not one of Boot, Off"));
  }

  private static Router router(Field entry, Path folder, Optional<Cluster> cluster) {
    entry.allowOnly(
        "name", "host", "port", "user", "ssh", "commands", "maxConcurrent", "legacy", "persist");
    try {
      return new Router(
          WatcherConfig.name(entry),
          new SshServer(
              entry.get("host").text(),
              entry.find("port").map(port -> port.integer(1, 65_535)).orElse(SSH_PORT),
              entry.get("user").text()),
          SshFields.ofRouter(entry.get("ssh"), folder, cluster),
          entry.find("commands").map(Field::items).orElse(List.of()).stream()
              .map(Field::text)
              .toList(),
          entry
              .find("maxConcurrent")
              .map(field -> field.integer(1, Router.MOST_CONCURRENT))
              .orElse(Router.DEFAULT_CONCURRENT),
          entry.find("legacy").map(Field::bool).orElse(false),
          entry.find("persist").map(RoutersSection::persist).orElse(Persist.OFF));
    } catch (IllegalArgumentException e) {
      throw WatcherConfig.misfit(entry, e);
    }
  }
}
