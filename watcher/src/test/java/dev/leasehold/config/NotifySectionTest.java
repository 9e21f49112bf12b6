package dev.leasehold.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.EventKind;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.notify.BodyTemplate;
import dev.leasehold.notify.Receiver;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NotifySectionTest {
  private static final Path FOLDER = Path.of("/etc/leasehold");

  @Test
  void readsEachKind() {
    assertEquals(
        List.of(
            new Receiver.FluxReceiver(
                "flux",
                URI.create("http://hooks.lan/hook/f10"),
                Path.of("/etc/leasehold/token"),
                new HttpAccess(Optional.empty(), Optional.empty(), true)),
            new Receiver.ArgoCd(
                "argo",
                URI.create("https://argocd.example/api/webhook"),
                Path.of("/run/secret"),
                new HttpAccess(
                    Optional.of(Path.of("/etc/leasehold/ca.pem")),
                    Optional.of(InetSocketAddress.createUnresolved("proxy.example", 3128)),
                    false)),
            new Receiver.Webhook(
                "phone",
                URI.create("https://ntfy.example/t"),
                BodyTemplate.parse("{event} {text}"),
                Set.of(EventKind.LOST, EventKind.STALLED),
                Optional.of(Path.of("/etc/leasehold/headers")),
                HttpAccess.DEFAULT)),
        read(
            """
            - {name: flux, fluxReceiver: {url: "http://hooks.lan/hook/f10", tokenFile: token, plainHttp: true}}
            - name: argo
              argocd:
                url: https://argocd.example/api/webhook
                secretFile: /run/secret
                caFile: ca.pem
                proxy: proxy.example:3128
            - name: phone
              webhook:
                url: https://ntfy.example/t
                body: "{event} {text}"
                on: [Lost, Stalled]
                headersFile: headers
            """));
  }

  @Test
  void hasDefaults() {
    assertEquals(List.of(), NotifySection.read(Optional.empty(), FOLDER));
    Receiver.Webhook webhook =
        (Receiver.Webhook) read("- {name: a, webhook: {url: 'https://x.example/'}}").getFirst();
    assertEquals(Receiver.Webhook.DEFAULT_ON, webhook.on());
    assertEquals(BodyTemplate.DEFAULT, webhook.body());
  }

  @Test
  void refusesUnknownAndMissingFields() {
    wrong("- {name: a, slack: {}}", "spec.notify[0].slack", "unknown field");
    wrong("- {name: a}", "spec.notify[0]", "has 0 of fluxReceiver, argocd, webhook");
    wrong(
        "- {name: a, argocd: {}, webhook: {url: 'https://x.example/'}}",
        "spec.notify[0]",
        "has 2 of");
    wrong("- {webhook: {url: 'https://x.example/'}}", "spec.notify[0].name", "is missing");
    wrong(
        "- {name: a, fluxReceiver: {url: 'https://x.example/hook/1'}}",
        "spec.notify[0].fluxReceiver.tokenFile",
        "is missing");
    wrong(
        "- {name: a, argocd: {url: 'https://x.example/api', token: a}}",
        "spec.notify[0].argocd.token",
        "unknown field");
  }

  @Test
  void refusesNames() {
    String entry = "- {name: a, webhook: {url: 'https://x.example/'}}\n";
    wrong(entry + entry, "spec.notify[1].name", "'a' is a duplicate name");
    wrong(entry.replace("a,", "'a b',"), "spec.notify[0].name", "is not a valid name");
    String many = "";
    for (int i = 0; i <= NotifySection.MOST; i++) {
      many += entry.replace("a,", "a" + i + ",");
    }
    wrong(many, "spec.notify", "has more than 32 entries");
  }

  @Test
  void refusesAddresses() {
    String field = "spec.notify[0].webhook.url";
    wrong(webhook("url: 'ntfy.example/t'"), field, "is not an address");
    wrong(webhook("url: 'https://a b/'"), field, "is not an address");
    wrong(webhook("url: 'http://ntfy.example/t'"), field, "set plainHttp: true");
    wrong(webhook("url: 'https://me:secret@ntfy.example/t'"), field, "holds a user name");
    wrong(webhook("url: 'https://ntfy.example/t#x'"), field, "has a '#'");
    String flux = "- {name: a, fluxReceiver: {url: 'https://x.example/', tokenFile: t}}";
    wrong(flux, "spec.notify[0].fluxReceiver.url", "append .status.webhookPath");
    String argo = "- {name: a, argocd: {url: 'https://x.example', secretFile: t}}";
    wrong(argo, "spec.notify[0].argocd.url", "append /api/webhook");
    wrong(
        webhook("url: 'https://x.example', proxy: 'http://p'"),
        "spec.notify[0].webhook.proxy",
        "is not HOST:PORT");
    wrong(
        webhook("url: 'https://x.example', proxy: 'p:99999'"),
        "spec.notify[0].webhook.proxy",
        "is not HOST:PORT");
  }

  /** An address may be a secret, and errors go to logs. */
  @Test
  void doesNotRepeatAnAddress() {
    String text = "url: 'https://me:c0ffee@chat.example/T0/c0ffee'";
    assertFalse(refusal(webhook(text)).contains("c0ffee"));
    assertFalse(refusal(webhook("url: 'https://chat.example/c0ffee c0ffee'")).contains("c0ffee"));
  }

  @Test
  void refusesBodiesAndEvents() {
    wrong(
        webhook("url: 'https://x.example', body: '{prefix}'"),
        "spec.notify[0].webhook.body",
        "'{prefix}' is not a placeholder");
    wrong(
        webhook("url: 'https://x.example', on: [Lost, lost]"),
        "spec.notify[0].webhook.on[1]",
        "'lost' is not an event; valid ones are Acquired");
    wrong(
        webhook("url: 'https://x.example', on: [Heard]"),
        "spec.notify[0].webhook.on[0]",
        "'Heard' is not an event");
    wrong(webhook("url: 'https://x.example', on: []"), "spec.notify[0].webhook.on", "is empty");
  }

  @Test
  void readsTheReferencesOfATarget() {
    List<Receiver> known =
        read(
            """
            - {name: flux, fluxReceiver: {url: "https://x.example/hook/f10", tokenFile: token}}
            - {name: phone, webhook: {url: "https://x.example/t"}}
            """);
    assertEquals(List.of(), NotifySection.references(Optional.empty(), known));
    assertEquals(List.of("flux"), references("[flux, flux]", known));
    wrongReference("[phone]", known, "receives the events of all targets");
    wrongReference(
        "[argo]", known, "'argo' is not the name of an entry in spec.notify; available: flux");
    wrongReference("[argo]", List.of(), "add a fluxReceiver or argocd there");
  }

  @Test
  void readsTheSecretOfTheWebhook() {
    assertEquals(Optional.empty(), NotifySection.webhookSecret(Optional.empty(), FOLDER));
    assertEquals(Optional.empty(), secret("{listen: none}"));
    assertEquals(Optional.of(Path.of("/etc/leasehold/s")), secret("{webhook: {secretFile: s}}"));
    assertThrows(FieldException.class, () -> secret("{webhook: {}}"));
    assertThrows(FieldException.class, () -> secret("{webhook: {secretFile: s, path: /x}}"));
  }

  private static Optional<Path> secret(String web) {
    return NotifySection.webhookSecret(Optional.of(spec("web: " + web).get("web")), FOLDER);
  }

  private static List<String> references(String list, List<Receiver> known) {
    return NotifySection.references(Optional.of(spec("notify: " + list).get("notify")), known);
  }

  private static void wrongReference(String list, List<Receiver> known, String words) {
    FieldException e = assertThrows(FieldException.class, () -> references(list, known));
    assertEquals("spec.notify[0]", e.place().field());
    assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
  }

  private static String webhook(String fields) {
    return "- {name: a, webhook: {" + fields + "}}";
  }

  private static void wrong(String list, String field, String words) {
    FieldException e = assertThrows(FieldException.class, () -> read(list));
    assertEquals(field, e.place().field());
    assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
  }

  private static String refusal(String list) {
    return String.valueOf(assertThrows(FieldException.class, () -> read(list)).getMessage());
  }

  private static List<Receiver> read(String list) {
    return NotifySection.read(
        spec("notify:\n" + list.stripTrailing().indent(4)).find("notify"), FOLDER);
  }

  private static Field spec(String text) {
    return Document.inFile("watcher.yaml", 1, "spec:\n" + text.indent(2)).root().get("spec");
  }
}
