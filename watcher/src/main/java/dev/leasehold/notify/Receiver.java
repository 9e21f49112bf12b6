package dev.leasehold.notify;

import dev.leasehold.event.EventKind;
import dev.leasehold.http.HttpAccess;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of {@code spec.notify}. The address may be a secret (a topic, a chat), so {@code
 * toString} has only its host.
 */
public sealed interface Receiver {
  /** The name of the entry. */
  String name();

  URI url();

  /** How to reach the server. */
  HttpAccess access();

  /** The kind of the entry: its field in the configuration. */
  default String kind() {
    return switch (this) {
      case FluxReceiver _ -> "fluxReceiver";
      case ArgoCd _ -> "argocd";
      case Webhook _ -> "webhook";
    };
  }

  /** Host and port, for messages. */
  default String host() {
    return String.valueOf(url().getRawAuthority());
  }

  /**
   * A Receiver of Flux with {@code type: generic-hmac}.
   *
   * @param url the address of the Service webhook-receiver with {@code .status.webhookPath}
   * @param tokenFile the {@code token} of the Secret that the Receiver names
   */
  record FluxReceiver(String name, URI url, Path tokenFile, HttpAccess access) implements Receiver {
    @Override
    public String toString() {
      return "Flux Receiver " + name + " at " + host();
    }
  }

  /**
   * The webhook of an Argo CD.
   *
   * @param url the address of argocd-server with {@code /api/webhook}
   * @param secretFile the {@code webhook.github.secret} of the Secret argocd-secret
   */
  record ArgoCd(String name, URI url, Path secretFile, HttpAccess access) implements Receiver {
    @Override
    public String toString() {
      return "Argo CD " + name + " at " + host();
    }
  }

  /**
   * A webhook for people: a push service or a chat.
   *
   * @param on the kinds of events that are sent
   * @param headersFile more headers, one {@code Name: value} per line; for credentials
   */
  record Webhook(
      String name,
      URI url,
      BodyTemplate body,
      Set<EventKind> on,
      Optional<Path> headersFile,
      HttpAccess access)
      implements Receiver {
    /**
     * The events that a person wants to know of: a change that others may notice, and the begin and
     * the end of a state in which somebody may have to act.
     */
    public static final Set<EventKind> DEFAULT_ON =
        Set.copyOf(
            EnumSet.of(
                EventKind.RENUMBERED,
                EventKind.REPLACED,
                EventKind.WITHDRAWN,
                EventKind.LOST,
                EventKind.FOUND,
                EventKind.STALLED,
                EventKind.RECOVERED));

    public Webhook {
      on = Set.copyOf(on);
    }

    @Override
    public String toString() {
      return "webhook " + name + " at " + host();
    }
  }
}
