package dev.leasehold.web;

/** What became of a call of the webhook. The spellings are a stable interface. */
enum WebhookResult {
  ACCEPTED("accepted", 202, "accepted"),
  /** Without a signature, or with a bad one; the reply does not tell which. */
  UNAUTHORIZED("unauthorized", 401, "unauthorized"),
  TOO_LARGE("too_large", 413, "the body is too large"),
  LIMITED("limited", 429, "too many calls"),
  NO_SECRET("no_secret", 503, "the secret cannot be read; see the log of the watcher");

  private final String spelling;
  private final int status;
  private final String text;

  WebhookResult(String spelling, int status, String text) {
    this.spelling = spelling;
    this.status = status;
    this.text = text;
  }

  /** The spelling in metrics. */
  String spelling() {
    return spelling;
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }
}
