package dev.leasehold.config;

import dev.leasehold.event.EventKind;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.notify.BodyTemplate;
import dev.leasehold.notify.Receiver;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * Reads {@code spec.notify}, the references to it in {@code notify} of a target, and {@code
 * spec.web.webhook}.
 */
final class NotifySection {
  /** The most entries; each has a thread and a connection. */
  static final int MOST = 32;

  private static final List<String> KINDS = List.of("fluxReceiver", "argocd", "webhook");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private NotifySection() {}

  /**
   * Reads the list.
   *
   * @param folder the folder of relative paths
   * @throws dev.leasehold.krm.FieldException for the first invalid field
   */
  static List<Receiver> read(Optional<Field> notify, Path folder) {
    List<Receiver> receivers = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (Field entry : notify.map(Field::items).orElse(List.of())) {
      Receiver receiver = receiver(entry, folder);
      if (!names.add(receiver.name())) {
        throw entry
            .get("name")
            .error("'" + receiver.name() + "' is a duplicate name; choose another");
      }
      receivers.add(receiver);
    }
    if (receivers.size() > MOST) {
      throw notify.orElseThrow().error("has more than " + MOST + " entries");
    }
    return receivers;
  }

  private static Receiver receiver(Field entry, Path folder) {
    entry.allowOnly("name", "fluxReceiver", "argocd", "webhook");
    List<Field> kinds = KINDS.stream().flatMap(kind -> entry.find(kind).stream()).toList();
    if (kinds.size() != 1) {
      throw entry.error(
          "has " + kinds.size() + " of " + String.join(", ", KINDS) + "; write exactly one");
    }
    String name = name(entry.get("name"));
    Field kind = kinds.getFirst();
    return switch (kind.key().orElseThrow()) {
      case "fluxReceiver" -> flux(name, kind, folder);
      case "argocd" -> argoCd(name, kind, folder);
      default -> webhook(name, kind, folder);
    };
  }

  private static String name(Field field) {
    if (!NAME.matcher(field.text()).matches()) {
      throw field.error(
          "'"
              + field.text().replaceAll("\\s", " ")
              + "' is not a valid name: use letters, digits, '.', '_' and '-', with a letter or digit"
              + " first");
    }
    return field.text();
  }

  private static Receiver flux(String name, Field flux, Path folder) {
    flux.allowOnly("url", "tokenFile", "caFile", "proxy", "plainHttp");
    HttpAccess access = HttpAccessFields.read(flux, folder);
    URI url = HttpAccessFields.url(flux.get("url"), access);
    if (url.getPath().length() < 2) {
      throw flux.get("url")
          .error("has no path; append .status.webhookPath of the Receiver, such as /hook/…");
    }
    return new Receiver.FluxReceiver(
        name, url, folder.resolve(flux.get("tokenFile").text()), access);
  }

  private static Receiver argoCd(String name, Field argo, Path folder) {
    argo.allowOnly("url", "secretFile", "caFile", "proxy", "plainHttp");
    HttpAccess access = HttpAccessFields.read(argo, folder);
    URI url = HttpAccessFields.url(argo.get("url"), access);
    if (url.getPath().length() < 2) {
      throw argo.get("url").error("has no path; append /api/webhook");
    }
    return new Receiver.ArgoCd(name, url, folder.resolve(argo.get("secretFile").text()), access);
  }

  private static Receiver webhook(String name, Field webhook, Path folder) {
    webhook.allowOnly("url", "body", "on", "headersFile", "caFile", "proxy", "plainHttp");
    HttpAccess access = HttpAccessFields.read(webhook, folder);
    return new Receiver.Webhook(
        name,
        HttpAccessFields.url(webhook.get("url"), access),
        webhook.find("body").map(NotifySection::body).orElse(BodyTemplate.DEFAULT),
        webhook.find("on").map(NotifySection::kinds).orElse(Receiver.Webhook.DEFAULT_ON),
        webhook.find("headersFile").map(field -> folder.resolve(field.text())),
        access);
  }

  private static BodyTemplate body(Field field) {
    try {
      return BodyTemplate.parse(field.text());
    } catch (IllegalArgumentException e) {
      throw field.error(String.valueOf(e.getMessage()));
    }
  }

  private static Set<EventKind> kinds(Field field) {
    Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    for (Field item : field.items()) {
      kinds.add(
          EventKind.of(item.text())
              .filter(NotifySection::isForPeople)
              .orElseThrow(() ->
                  item.error(
                      "'" + item.text() + "' is not an event; valid ones are " + spellings())));
    }
    if (kinds.isEmpty()) {
      throw field.error("is empty; leave it out for the usual events");
    }
    return kinds;
  }

  /** The events at DEBUG occur with each packet. */
  private static boolean isForPeople(EventKind kind) {
    return kind.level().toInt() >= Level.INFO.toInt();
  }

  private static String spellings() {
    return Arrays.stream(EventKind.values())
        .filter(NotifySection::isForPeople)
        .map(EventKind::spelling)
        .collect(Collectors.joining(", "));
  }

  /**
   * The names in {@code notify} of a target.
   *
   * @param known the entries of {@code spec.notify}
   */
  static List<String> references(Optional<Field> notify, List<Receiver> known) {
    List<String> names = new ArrayList<>();
    Predicate<Receiver> isForPeople = receiver -> receiver instanceof Receiver.Webhook;
    for (Field item : notify.map(Field::items).orElse(List.of())) {
      Receiver receiver =
          known.stream()
              .filter(r -> r.name().equals(item.text()))
              .findFirst()
              .orElseThrow(() ->
                  item.error(
                      "'"
                          + item.text()
                          + "' is not the name of an entry in spec.notify; "
                          + available(known.stream().filter(isForPeople.negate()).toList())));
      if (isForPeople.test(receiver)) {
        throw item.error(
            "'"
                + item.text()
                + "' is a webhook, which receives the events of all targets by its field on; leave it"
                + " out here");
      }
      if (!names.contains(receiver.name())) {
        names.add(receiver.name());
      }
    }
    return names;
  }

  /** What to say of receivers of commits that no target names. */
  static List<Finding> unused(
      Optional<Field> notify, List<Receiver> receivers, List<TargetConfig> targets) {
    List<Finding> unused = new ArrayList<>();
    List<Field> entries = notify.map(Field::items).orElse(List.of());
    for (int i = 0; i < receivers.size(); i++) {
      Receiver receiver = receivers.get(i);
      boolean isNamed = targets.stream().anyMatch(t -> t.receivers().contains(receiver.name()));
      if (!isNamed && !(receiver instanceof Receiver.Webhook)) {
        unused.add(
            Finding.warning(
                entries.get(i).get("name").place(),
                "'" + receiver.name() + "' has no effect: no target names it in notify"));
      }
    }
    return unused;
  }

  private static String available(List<Receiver> receivers) {
    return receivers.isEmpty()
        ? "add a fluxReceiver or argocd there"
        : "available: " + receivers.stream().map(Receiver::name).collect(Collectors.joining(", "));
  }

  /** The secret of {@code POST /webhook}; empty: there is none. */
  static Optional<Path> webhookSecret(Optional<Field> web, Path folder) {
    Optional<Field> webhook = web.flatMap(field -> field.find("webhook"));
    webhook.ifPresent(field -> field.allowOnly("secretFile"));
    return webhook.map(field -> folder.resolve(field.get("secretFile").text()));
  }
}
