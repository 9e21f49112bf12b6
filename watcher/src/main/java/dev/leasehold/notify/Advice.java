package dev.leasehold.notify;

/** What to do about the status of a reply. */
final class Advice {
  private Advice() {}

  /** A sentence; empty if waiting is enough. */
  static String of(Receiver receiver, int status) {
    return switch (receiver) {
      case Receiver.FluxReceiver flux -> flux(flux, status);
      case Receiver.ArgoCd argo -> argoCd(argo, status);
      case Receiver.Webhook webhook -> webhook(webhook, status);
    };
  }

  private static String flux(Receiver.FluxReceiver flux, int status) {
    return switch (status) {
      case 202 ->
          "This is the service for events of Flux; use the address of the Service"
              + " webhook-receiver";
      case 400, 401 ->
          "The signature does not fit: write the token of the Receiver's Secret into "
              + flux.tokenFile()
              + ", and give the Receiver type: generic-hmac";
      case 404 ->
          "The Receiver's path changes with its token, name and namespace: copy"
              + " .status.webhookPath of the Receiver into url";
      case 500 -> "See the Receiver's spec.resources: Flux cannot annotate one of them";
      case 503 -> "The Receiver is suspended or not ready: see kubectl describe receiver";
      default -> other(status);
    };
  }

  private static String argoCd(Receiver.ArgoCd argo, int status) {
    return switch (status) {
      case 400, 401 ->
          "Argo CD does not accept the signature: write webhook.github.secret of the Secret"
              + " argocd-secret into "
              + argo.secretFile();
      case 404 -> "There is no webhook at this address; url ends with /api/webhook";
      default -> other(status);
    };
  }

  private static String webhook(Receiver.Webhook webhook, int status) {
    return switch (status) {
      case 400, 415, 422 -> "The server does not accept the text; see body and its documentation";
      case 401, 403 ->
          webhook.headersFile().isPresent()
              ? "Write valid credentials into " + webhook.headersFile().get()
              : "Write its credentials into a headersFile, as Authorization: Bearer TOKEN";
      case 413 -> "The server does not accept a text of this size; shorten body";
      default -> other(status);
    };
  }

  private static String other(int status) {
    return switch (status) {
      case 404, 405, 410 -> "Nothing accepts notifications at this address; correct url";
      case 401, 403 -> "A proxy before it may ask for credentials; use an address without it";
      default -> Verdict.isLasting(status) ? "Check url and the server" : "";
    };
  }
}
