package dev.leasehold.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.EventKind;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.lease.Standing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
class NotificationsTest {
  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);
  private static final String C = "c".repeat(40);
  private static final String D = "d".repeat(40);
  private static final WatchEvent LOST =
      new WatchEvent.Lost("home", "2001:db8::/60", Standing.WITHDRAWN, "stays in Git");

  @TempDir private Path folder;

  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
  private final Semaphore mayGoOn = new Semaphore(0);
  private final AtomicLong nanos = new AtomicLong();
  private Listening server;
  private Notifications notifications;

  @BeforeEach
  void start() throws IOException {
    server = new Listening();
    Files.writeString(folder.resolve("token"), "sesame\n");
    notify(flux("flux"));
  }

  @AfterEach
  void stop() {
    server.close();
    notifications.close();
  }

  @Test
  void signsTheCallOfAFluxReceiver() throws Exception {
    push("flux", A, B);
    Listening.Call call = server.next();
    assertEquals("POST", call.method());
    assertEquals("/hook/f10", call.path());
    assertEquals(
        "{\"target\":\"cluster\",\"branch\":\"main\",\"commit\":\"" + B + "\"}", call.body());
    assertEquals(
        "sha256=" + HmacSignature.of("sesame".getBytes(UTF_8), call.body()),
        call.headers().get("X-Signature"));
    assertEquals("application/json", call.headers().get("Content-Type"));
    assertEquals(new WatchEvent.Notified("flux", "cluster is at bbbbbbbbbbbb"), events.take());
    assertEquals(new NotificationStatus("flux", "fluxReceiver", 1, 0, 0, 0, ""), status());
  }

  @Test
  void sendsArgoCdThePushEventOfGitHub() throws Exception {
    notify(argo());
    push("argo", A, B);
    Listening.Call call = server.next();
    assertEquals(
        """
        {"ref":"refs/heads/main","before":"%s","after":"%s",\
        "repository":{"html_url":"https://forge.example/me/home","default_branch":"main"},\
        "commits":[{"id":"%s","added":["new.yaml"],"modified":["pool.yaml"],\
        "removed":["old.yaml"]}]}\
        """
            .formatted(A, B, B),
        call.body());
    assertEquals("push", call.headers().get("X-GitHub-Event"));
    assertEquals("application/json", call.headers().get("Content-Type"));
    assertEquals(
        "sha256=" + HmacSignature.of("sesame".getBytes(UTF_8), call.body()),
        call.headers().get("X-Hub-Signature-256"));
  }

  @Test
  void doesNotTellArgoCdOfALocalRepository() throws Exception {
    notify(argo());
    notifications
        .pushes(List.of("argo"), (_, _) -> {})
        .pushed(
            new TargetPush(
                "cluster", "/srv/home.git", "main", A, B, List.of(), List.of(), List.of()));
    assertEquals(
        "not notified: Argo CD knows repositories by host and path, and target cluster has a URL"
            + " without a host. Remove argo from its notify",
        events.take().text());
  }

  @Test
  void leavesOutTheFilesOfAVeryLargePush() throws Exception {
    notify(argo());
    List<String> files = new ArrayList<>();
    for (int i = 0; i <= Calls.MOST_FILES; i++) {
      files.add("f" + i);
    }
    notifications
        .pushes(List.of("argo"), (_, _) -> {})
        .pushed(
            new TargetPush(
                "cluster", "https://forge.example/x", "main", A, B, files, List.of(), List.of()));
    assertTrue(server.next().body().contains("\"added\":[],\"modified\":[],\"removed\":[]"));
  }

  @Test
  void triesAgainAndSaysSoOnce() throws Exception {
    server.reply(503);
    server.reply(503);
    push("flux", A, B);
    assertEquals(
        new WatchEvent.NotificationFailed(
            "flux",
            host() + " replied 503",
            "The Receiver is suspended or not ready: see kubectl describe receiver"),
        events.take());
    within(500, 1000, pauses.take());
    assertFalse(status().trouble().isEmpty());
    assertEquals(1, status().pending());
    mayGoOn.release();
    within(1000, 2000, pauses.take());
    mayGoOn.release();
    assertEquals(new WatchEvent.Notified("flux", "cluster is at bbbbbbbbbbbb"), events.take());
    assertEquals(new WatchEvent.NotificationsResumed("flux"), events.take());
    assertEquals(new NotificationStatus("flux", "fluxReceiver", 1, 2, 0, 0, ""), status());
  }

  @Test
  void waitsAsLongAsTheServerAsks() throws Exception {
    server.reply(new Listening.Reply(429, "", Map.of("Retry-After", "42")));
    push("flux", A, B);
    assertEquals(Duration.ofSeconds(42), pauses.take());
  }

  @Test
  void triesARefusalAgainSlowlyAndSaysWhatToDo() throws Exception {
    server.reply(404);
    server.reply(400);
    push("flux", A, B);
    assertEquals(
        "not notified: "
            + host()
            + " replied 404. The Receiver's path changes with its token, name and namespace: copy"
            + " .status.webhookPath of the Receiver into url",
        events.take().text());
    within(150_000, 300_000, pauses.take());
    mayGoOn.release();
    assertTrue(events.take().text().contains("type: generic-hmac"), "another refusal is news");
  }

  @Test
  void findsOutThatItCallsTheWrongServiceOfFlux() throws Exception {
    server.reply(202);
    push("flux", A, B);
    assertTrue(events.take().text().contains("webhook-receiver"));
    within(150_000, 300_000, pauses.take());
  }

  @Test
  void sendsOnlyTheNewestPushAfterAnOutage() throws Exception {
    notify(argo());
    server.reply(503);
    push("argo", A, B);
    server.next();
    pauses.take();
    push("argo", B, C);
    push("argo", C, D);
    mayGoOn.release();
    String body = server.next().body();
    assertTrue(body.contains("\"before\":\"" + A + "\",\"after\":\"" + D + "\""), body);
    assertEquals("NotificationFailed", events.take().kind().spelling());
    assertEquals("Notified", events.take().kind().spelling());
    assertEquals(0, status().pending());
    assertTrue(server.calls.isEmpty());
  }

  @Test
  void tellsPeopleTheirEvents() throws Exception {
    notify(phone("phone", Set.of(EventKind.LOST, EventKind.RECOVERED), ""));
    var told = notifications.events("cluster");
    told.happened(Instant.EPOCH, new WatchEvent.Found("home"));
    told.happened(Instant.EPOCH, new WatchEvent.Recovered(EventKind.STALLED));
    told.happened(Instant.EPOCH, LOST);
    Listening.Call call = server.next();
    assertEquals("cluster Lost home: " + LOST.text(), call.body());
    assertEquals("text/plain; charset=utf-8", call.headers().get("Content-Type"));
    assertEquals("Notified", events.take().kind().spelling());
    assertTrue(server.calls.isEmpty(), "no end of a state that nobody was told of");
  }

  @Test
  void sendsTheHeadersOfTheFile() throws Exception {
    Files.writeString(folder.resolve("headers"), "Authorization: Bearer tk\n\nTitle:home \r\n");
    notify(phone("phone", Set.of(EventKind.LOST), "headers"));
    server.reply(new Listening.Reply(401, "not tk", Map.of()));
    lose();
    Listening.Call call = server.next();
    assertEquals("Bearer tk", call.headers().get("Authorization"));
    assertEquals("home", call.headers().get("Title"));
    String said = events.take().text();
    assertTrue(said.contains("Write valid credentials into"), said);
    assertFalse(said.contains("tk"), said);
  }

  @Test
  void refusesAHeaderThatTheClientSets() throws Exception {
    Files.writeString(folder.resolve("headers"), "Host: elsewhere");
    notify(phone("phone", Set.of(EventKind.LOST), "headers"));
    lose();
    String said = events.take().text();
    assertTrue(said.contains("notify 'phone': headersFile has a line"), said);
    assertFalse(said.contains("elsewhere"), said);
  }

  @Test
  void keepsTheNewestEventsOfAnOutageAndSaysThatOthersAreDropped() throws Exception {
    notify(phone("phone", Set.of(EventKind.LOST), ""));
    server.reply(503);
    server.reply(503);
    lose();
    pauses.take();
    for (int i = 0; i < Outbox.MOST + 5; i++) {
      lose();
    }
    mayGoOn.release();
    pauses.take();
    assertEquals("NotificationFailed", events.take().kind().spelling());
    assertEquals(new WatchEvent.NotificationsDropped("phone"), events.take());
    assertEquals(Outbox.MOST, status().pending());
    assertEquals(6, status().dropped());
  }

  @Test
  void letsTheNextEventGoFirstAfterARefusal() throws Exception {
    notify(phone("phone", Set.of(EventKind.LOST, EventKind.FOUND), ""));
    server.reply(413);
    lose();
    pauses.take();
    notifications.events("cluster").happened(Instant.EPOCH, new WatchEvent.Found("home"));
    server.next();
    mayGoOn.release(2);
    // the refused one was alone when it was put last
    assertEquals("cluster Lost home: " + LOST.text(), server.next().body());
    assertEquals("cluster Found home: no longer lost", server.next().body());
  }

  @Test
  void givesUpAfterAnHour() throws Exception {
    server.reply(503);
    server.reply(503);
    push("flux", A, B);
    pauses.take();
    nanos.addAndGet(Delivery.OLDEST.toNanos());
    mayGoOn.release();
    pauses.take();
    assertEquals("NotificationFailed", events.take().kind().spelling());
    assertEquals(new WatchEvent.NotificationsDropped("flux"), events.take());
    assertEquals(0, status().pending());
    assertEquals(1, status().dropped());
    assertFalse(status().trouble().isEmpty(), "still not reachable as far as is known");
  }

  @Test
  void readsTheTokenForEachCall() throws Exception {
    Files.delete(folder.resolve("token"));
    push("flux", A, B);
    assertEquals(
        "not notified: notify 'flux': tokenFile: "
            + folder.resolve("token")
            + " does not exist. Put it there, readable by this user only",
        events.take().text());
    pauses.take();
    Files.writeString(folder.resolve("token"), "new");
    mayGoOn.release();
    Listening.Call call = server.next();
    assertEquals(
        "sha256=" + HmacSignature.of("new".getBytes(UTF_8), call.body()),
        call.headers().get("X-Signature"));
  }

  @Test
  void goesThroughAProxy() throws Exception {
    InetSocketAddress proxy =
        InetSocketAddress.createUnresolved("localhost", server.at("/").getPort());
    notify(
        new Receiver.FluxReceiver(
            "flux",
            URI.create("http://hooks.invalid/hook/f10"),
            folder.resolve("token"),
            new HttpAccess(Optional.empty(), Optional.of(proxy), true)));
    push("flux", A, B);
    assertEquals("http://hooks.invalid/hook/f10", server.next().path());
  }

  @Test
  void tellsOfATroubleWithoutSecrets() throws Exception {
    server.close();
    URI secret = server.at("/services/T0/B0/c0ffee");
    notify(
        new Receiver.Webhook(
            "chat",
            secret,
            BodyTemplate.DEFAULT,
            Set.of(EventKind.LOST),
            Optional.empty(),
            HttpAccess.DEFAULT));
    lose();
    String said = events.take().text();
    assertTrue(said.contains("POST http://" + host() + "/…"), said);
    assertFalse(said.contains("c0ffee"), said);
    assertFalse(
        new Receiver.FluxReceiver("x", secret, folder, HttpAccess.DEFAULT)
            .toString()
            .contains("c0ffee"));
  }

  @Test
  void tellsPeopleThatADelivererCannotBeNotified() throws Exception {
    notify(flux("flux"), phone("phone", Set.of(EventKind.NOTIFICATION_FAILED), ""));
    server.reply(404);
    push("flux", A, B);
    assertEquals("/hook/f10", server.next().path());
    String body = server.next().body();
    assertTrue(body.contains("NotificationFailed flux: not notified"), body);
  }

  @Test
  void holdsUpNobodyWhileAReceiverHangs() throws Exception {
    notify(flux("flux"), argo());
    server.hanging = true;
    push("flux", A, B);
    server.next();
    push("flux", B, C);
    server.hanging = false;
    push("argo", B, C);
    assertEquals("/api/webhook", server.next().path());
    assertEquals(new WatchEvent.Notified("argo", "cluster is at cccccccccccc"), events.take());
    notifications.close(); // ends the call that hangs
    assertEquals(0, notifications.status().getFirst().sent());
  }

  @Test
  void triesOnceMoreAtTheEnd() throws Exception {
    server.hanging = true;
    notify(phone("phone", Set.of(EventKind.LOST), ""));
    lose();
    server.next();
    lose();
    server.hanging = false;
    server.released.countDown();
    notifications.close();
    assertEquals(2, status().sent());
  }

  @Test
  void endsAtOnceDuringAPause() throws Exception {
    server.reply(503);
    push("flux", A, B);
    pauses.take();
    notifications.close();
    assertEquals(1, status().failed());
    push("flux", B, C);
    assertEquals(1, status().pending(), "nothing is taken after the end");
  }

  private void notify(Receiver... receivers) {
    if (notifications != null) {
      notifications.close();
    }
    notifications =
        new Notifications(
            List.of(receivers),
            InstantSource.fixed(Instant.EPOCH),
            nanos::get,
            new SplittableRandom(1),
            wait -> {
              pauses.add(wait);
              mayGoOn.acquire();
            },
            List.of((_, event) -> events.add(event)));
  }

  private Receiver flux(String name) {
    return new Receiver.FluxReceiver(
        name, server.at("/hook/f10"), folder.resolve("token"), HttpAccess.DEFAULT);
  }

  private Receiver argo() {
    return new Receiver.ArgoCd(
        "argo", server.at("/api/webhook"), folder.resolve("token"), HttpAccess.DEFAULT);
  }

  private Receiver phone(String name, Set<EventKind> on, String headers) {
    return new Receiver.Webhook(
        name,
        server.at("/topic"),
        BodyTemplate.parse("{target} {event} {subject}: {text}"),
        on,
        headers.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(headers)),
        HttpAccess.DEFAULT);
  }

  private void push(String receiver, String before, String after) {
    notifications
        .pushes(List.of(receiver), (_, _) -> {})
        .pushed(
            new TargetPush(
                "cluster",
                "ssh://git@forge.example:2222/me/home.git",
                "main",
                before,
                after,
                List.of("new.yaml"),
                List.of("pool.yaml"),
                List.of("old.yaml")));
  }

  private void lose() {
    notifications.events("cluster").happened(Instant.EPOCH, LOST);
  }

  private String host() {
    return server.at("/").getAuthority();
  }

  private NotificationStatus status() {
    return notifications.status().getFirst();
  }

  private static void within(long least, long most, Duration wait) {
    assertTrue(wait.toMillis() >= least && wait.toMillis() <= most, wait.toString());
  }
}
