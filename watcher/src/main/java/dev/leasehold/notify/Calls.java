package dev.leasehold.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.leasehold.http.HttpCall;
import dev.leasehold.notify.Prepared.NotReady;
import dev.leasehold.notify.Prepared.Ready;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The request for each kind of receiver. Secrets are read from their files each time. */
final class Calls {
  /**
   * The most files of one push event. More are left out together: then Argo CD refreshes every
   * Application of the repository.
   */
  static final int MOST_FILES = 5000;

  static final int MOST_HEADER_BYTES = 8192;

  private static final String JSON = "application/json";
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)");

  /** The headers that the HTTP client sets itself. */
  private static final Set<String> OWN =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade");

  private Calls() {}

  /**
   * The call of a Receiver with {@code type: generic-hmac}. It reads no body, but signs it: the
   * body names the commit for people who read the log of a proxy.
   *
   * @see <a href="https://fluxcd.io/flux/components/notification/receivers/#generic-hmac">Flux</a>
   */
  static Prepared flux(Receiver.FluxReceiver flux, TargetPush push) {
    try {
      byte[] token = SecretFile.read(field(flux, "tokenFile"), flux.tokenFile());
      String body =
          json(json -> {
            json.writeStringField("target", push.target());
            json.writeStringField("branch", push.branch());
            json.writeStringField("commit", push.after());
          });
      return new Ready(
          HttpCall.of("POST", flux.url())
              .withBody(JSON, body)
              .with("X-Signature", "sha256=" + HmacSignature.of(token, body)));
    } catch (IOException e) {
      return new NotReady(String.valueOf(e.getMessage()));
    }
  }

  /**
   * A push event as GitHub sends it: the smallest that Argo CD reads.
   *
   * @see <a href="https://argo-cd.readthedocs.io/en/stable/operator-manual/webhook/">Argo CD</a>
   */
  static Prepared argoCd(Receiver.ArgoCd argo, TargetPush push) {
    Optional<String> page = RepositoryPage.of(push.url());
    if (page.isEmpty()) {
      return new NotReady(
          "Argo CD knows repositories by host and path, and target "
              + push.target()
              + " has a URL without a host; remove "
              + argo.name()
              + " from its notify");
    }
    try {
      byte[] secret = SecretFile.read(field(argo, "secretFile"), argo.secretFile());
      String body = json(json -> pushEvent(json, push, page.get()));
      return new Ready(
          HttpCall.of("POST", argo.url())
              .withBody(JSON, body)
              .with("X-GitHub-Event", "push")
              .with("X-Hub-Signature-256", "sha256=" + HmacSignature.of(secret, body)));
    } catch (IOException e) {
      return new NotReady(String.valueOf(e.getMessage()));
    }
  }

  private static void pushEvent(JsonGenerator json, TargetPush push, String page)
      throws IOException {
    boolean tooMany = push.size() > MOST_FILES;
    json.writeStringField("ref", "refs/heads/" + push.branch());
    json.writeStringField("before", push.before());
    json.writeStringField("after", push.after());
    json.writeObjectFieldStart("repository");
    json.writeStringField("html_url", page);
    // an Application that follows HEAD is refreshed only if the branch is the default branch
    json.writeStringField("default_branch", push.branch());
    json.writeEndObject();
    json.writeArrayFieldStart("commits");
    json.writeStartObject();
    json.writeStringField("id", push.after());
    strings(json, "added", tooMany ? List.of() : push.added());
    strings(json, "modified", tooMany ? List.of() : push.modified());
    strings(json, "removed", tooMany ? List.of() : push.removed());
    json.writeEndObject();
    json.writeEndArray();
  }

  /** The call of a webhook for people. */
  static Prepared webhook(Receiver.Webhook webhook, Message.Happened message) {
    HttpCall call =
        HttpCall.of("POST", webhook.url())
            .withBody(webhook.body().contentType(), webhook.body().fill(message));
    if (webhook.headersFile().isEmpty()) {
      return new Ready(call);
    }
    String field = field(webhook, "headersFile");
    try {
      String text = SecretFile.readText(field, webhook.headersFile().get(), MOST_HEADER_BYTES);
      for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
        var header = HEADER.matcher(line.strip());
        if (!header.matches() || OWN.contains(header.group(1).toLowerCase(Locale.ROOT))) {
          return new NotReady(
              field
                  + ": "
                  + webhook.headersFile().get()
                  + " has a line that is not a header; write lines such as Authorization: Bearer"
                  + " TOKEN");
        }
        call = call.with(header.group(1), header.group(2).strip());
      }
      return new Ready(call);
    } catch (IOException e) {
      return new NotReady(String.valueOf(e.getMessage()));
    }
  }

  private static String field(Receiver receiver, String name) {
    return receiver.kind() + "." + name;
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static String json(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("a string takes all that is written to it", e);
    }
    return text.toString();
  }

  private static void strings(JsonGenerator json, String field, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
