package dev.leasehold.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.leasehold.credential.SecretFile;
import dev.leasehold.http.HttpCall;
import dev.leasehold.notify.Prepared.NotReady;
import dev.leasehold.notify.Prepared.Ready;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests to one receiver. Secrets are read from their files each time. */
final class Calls {
  /**
   * The most files of one push event. More are left out together: then Argo CD refreshes every
   * Application of the repository.
   */
  static final int MOST_FILES = 5000;

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

  private static final String WHAT_TO_DO = "Put it there, readable by this user only";

  private final Receiver receiver;
  private final Optional<SecretFile> secret;

  Calls(Receiver receiver) {
    this.receiver = receiver;
    this.secret =
        switch (receiver) {
          case Receiver.FluxReceiver flux -> file(flux, "tokenFile", flux.tokenFile());
          case Receiver.ArgoCd argo -> file(argo, "secretFile", argo.secretFile());
          case Receiver.Webhook webhook ->
              webhook.headersFile().flatMap(file -> file(webhook, "headersFile", file));
        };
  }

  private static Optional<SecretFile> file(Receiver receiver, String field, Path file) {
    return Optional.of(new SecretFile("notify '" + receiver.name() + "': " + field, file));
  }

  /** The call that tells of a message. */
  Prepared prepare(Message message) {
    try {
      String text = secret.isPresent() ? secret.get().read() : "";
      return switch (receiver) {
        case Receiver.FluxReceiver flux when message instanceof Message.Pushed(TargetPush push) ->
            flux(flux, text.getBytes(UTF_8), push);
        case Receiver.ArgoCd argo when message instanceof Message.Pushed(TargetPush push) ->
            argoCd(argo, text.getBytes(UTF_8), push);
        case Receiver.Webhook webhook when message instanceof Message.Happened happened ->
            webhook(webhook, text, happened);
        default -> throw new IllegalStateException(receiver + " is not told of " + message);
      };
    } catch (SecretFile.Unusable e) {
      return new NotReady(e.reason(), WHAT_TO_DO);
    }
  }

  /**
   * The call of a Receiver with {@code type: generic-hmac}. It reads no body, but signs it: the
   * body names the commit for people who read the log of a proxy.
   *
   * @see <a href="https://fluxcd.io/flux/components/notification/receivers/#generic-hmac">Flux</a>
   */
  private static Prepared flux(Receiver.FluxReceiver flux, byte[] token, TargetPush push) {
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
  }

  /**
   * A push event as GitHub sends it: the smallest that Argo CD reads.
   *
   * @see <a href="https://argo-cd.readthedocs.io/en/stable/operator-manual/webhook/">Argo CD</a>
   */
  private static Prepared argoCd(Receiver.ArgoCd argo, byte[] secret, TargetPush push) {
    Optional<String> page = RepositoryPage.of(push.url());
    if (page.isEmpty()) {
      return new NotReady(
          "Argo CD knows repositories by host and path, and target "
              + push.target()
              + " has a URL without a host",
          "Remove " + argo.name() + " from its notify");
    }
    String body = json(json -> pushEvent(json, push, page.get()));
    return new Ready(
        HttpCall.of("POST", argo.url())
            .withBody(JSON, body)
            .with("X-GitHub-Event", "push")
            .with("X-Hub-Signature-256", "sha256=" + HmacSignature.of(secret, body)));
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
  private static Prepared webhook(
      Receiver.Webhook webhook, String headers, Message.Happened message) {
    HttpCall call =
        HttpCall.of("POST", webhook.url())
            .withBody(webhook.body().contentType(), webhook.body().fill(message));
    for (String line : headers.lines().filter(line -> !line.isBlank()).toList()) {
      Matcher header = HEADER.matcher(line.strip());
      if (!header.matches() || OWN.contains(header.group(1).toLowerCase(Locale.ROOT))) {
        return new NotReady(
            "notify '" + webhook.name() + "': headersFile has a line that is not a header",
            "Write lines such as Authorization: Bearer TOKEN");
      }
      call = call.with(header.group(1), header.group(2).strip());
    }
    return new Ready(call);
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
