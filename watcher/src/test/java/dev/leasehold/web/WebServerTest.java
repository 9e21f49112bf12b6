package dev.leasehold.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.MacAddress;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.git.Operations.Kind;
import dev.leasehold.git.Operations.Running;
import dev.leasehold.krm.Document;
import dev.leasehold.lease.AddressPhase;
import dev.leasehold.lease.GonePrefixes;
import dev.leasehold.lease.HeldBack;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.notify.NotificationStatus;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.State;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.watch.BindingStatus;
import dev.leasehold.watch.ClaimStatus;
import dev.leasehold.watch.PrefixStatus;
import dev.leasehold.watch.WatchStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.approvaltests.Approvals;
import org.approvaltests.core.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebServerTest {
  static final Instant NOW = Instant.parse("2026-11-21T10:30:00Z");
  private static final Prefix NEW = Prefix.parse("2001:db8:5678::/60");
  private static final Prefix OLD = Prefix.parse("2001:db8:1234::/60");
  private static final Prefix ALIEN = Prefix.parse("2a00::/56");
  private static final String NO_TROUBLE = "";

  private final HttpClient client = HttpClient.newHttpClient();
  private Reading reading = reading(NOW.plusSeconds(60), NO_TROUBLE);
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = WebServer.start(any, () -> reading);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  @Test
  void showsMetrics() throws Exception {
    HttpResponse<String> response = get("/metrics");
    assertEquals(200, response.statusCode());
    assertEquals(
        Optional.of("text/plain; version=0.0.4; charset=utf-8"),
        response.headers().firstValue("Content-Type"));
    Approvals.verify(response.body());
  }

  @Test
  void showsTheStatusAsJson() throws Exception {
    Approvals.verify(get("/status").body(), new Options().forFile().withExtension(".json"));
  }

  @Test
  void showsTheStatusAsText() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri("/status")).header("Accept", "text/plain").build(),
            BodyHandlers.ofString(UTF_8));
    Approvals.verify(response.body());
  }

  /** The watcher is ready: it can listen and push. */
  @Test
  void isNotWellWithALostOrMissingPrefix() throws Exception {
    WatchStatus watch = reading.targets().getFirst().watch();
    PrefixStatus lost = prefix("lost", Standing.WITHDRAWN, new PrefixLease.Current(OLD, NOW));
    PrefixStatus none = prefix("none", Standing.UNKNOWN);
    reading =
        new Reading(
            NOW,
            "cluster",
            new WatchStatus(
                "home", NOW, NOW.plusSeconds(60), false, watch.target(), List.of(lost, none)),
            Map.of(
                new Channel.Delegation(
                    "wan0",
                    new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation("wan0", 60, ""))),
                    ""),
                new SourceStatus(State.LOST, "port 546 is taken", Map.of())),
            Optional.empty());
    assertEquals("200 ok\n", brief(get("/readyz")));
    assertEquals(
        "home at 2026-11-21T10:30:00Z: lost is lost; none has no prefix yet;"
            + " prefix delegation on wan0 lost",
        StatusPage.of(reading).lines().findFirst().orElse(""));
  }

  @Test
  void showsTheDurationOfAnOperation() throws Exception {
    reading = running(Duration.ofSeconds(3));
    assertEquals("200 ok, pushing for 3 s\n", brief(get("/readyz")));
    assertEquals(List.of(), reading.concerns());
    reading = running(Duration.ofSeconds(42));
    String concern = "cluster: pushing for 42 s; it is cancelled after 120 s";
    assertEquals("503 " + concern + "\n", brief(get("/readyz")));
    assertEquals(List.of(concern), reading.concerns());
    assertTrue(StatusPage.of(reading).contains("\n  pushing for 42 s\n"), StatusPage.of(reading));
    assertTrue(
        get("/status")
            .body()
            .contains(
                """
                    "running" : {
                      "operation" : "push",
                      "forSeconds" : 42,
                      "limitSeconds" : 120
                    },
                """
                    .stripTrailing()),
        get("/status").body());
    String metric =
        "leasehold_operation_running_seconds{operation=\"push\",target=\"cluster\"} 42.0\n";
    assertTrue(get("/metrics").body().contains(metric), get("/metrics").body());
  }

  /** A clone may take longer than other operations; the watcher is sick only after its deadline. */
  @Test
  void isHealthyDuringAnOperationWithinItsDeadline() throws Exception {
    Duration limit = Duration.ofHours(2);
    WatchStatus watch = reading(NOW.minus(limit), NO_TROUBLE).targets().getFirst().watch();
    reading =
        new Reading(
            NOW, "cluster", watch, Map.of(), Optional.of(new Running(Kind.CLONE, limit, limit)));
    assertEquals("200 ok\n", brief(get("/healthz")));
    Running late = new Running(Kind.CLONE, limit.plusSeconds(61), limit);
    reading = new Reading(NOW, "cluster", watch, Map.of(), Optional.of(late));
    assertEquals(503, get("/healthz").statusCode());
  }

  private Reading running(Duration elapsed) {
    Reading well = with(heard(List.of(NEW), false, Standing.PREFERRED));
    return new Reading(
        well.at(),
        well.targets().getFirst().name(),
        well.targets().getFirst().watch(),
        well.sources(),
        Optional.of(new Running(Kind.PUSH, elapsed, Duration.ofMinutes(2))));
  }

  @Test
  void isNotReadyBeforeAReportOnAPrefix() throws Exception {
    reading = with(heard(List.of(), false, Standing.UNKNOWN));
    assertEquals("503 home has not been heard yet\n", brief(get("/readyz")));
    reading = with(heard(List.of(), false, Standing.EXPIRED));
    assertEquals("503 home is lost\n", brief(get("/readyz")));
  }

  @Test
  void reportsALossOfASuspendedLease() throws Exception {
    reading = with(heard(List.of(), true, Standing.EXPIRED));
    assertEquals("200 ok\n", brief(get("/readyz")));
    assertEquals(List.of("home is lost"), reading.concerns());
    assertEquals(Optional.of("no"), get("/status").headers().firstValue(WebServer.WELL));
  }

  @Test
  void showsThatCommitsWaitForTheTarget() {
    WatchStatus.Target target =
        new WatchStatus.Target(
            reading.targets().getFirst().watch().target().tip(),
            Optional.empty(),
            "",
            Optional.of(NOW.plusSeconds(20)),
            Optional.empty(),
            Map.of());
    reading =
        new Reading(
            NOW,
            "cluster",
            new WatchStatus("home", NOW, NOW.plusSeconds(20), false, target, List.of()),
            Map.of(),
            Optional.empty());
    assertEquals(List.of("cluster has reached the commit limit of spec.batch"), reading.concerns());
    assertEquals("", reading.notReady());
    String text = StatusPage.of(reading);
    assertTrue(
        text.contains(
            "  HELD BACK: spec.batch of the watcher allows the next commit at 2026-11-21T10:30:20Z"),
        text);
    assertTrue(StatusJson.of(reading).contains("\"heldBackUntil\" : \"2026-11-21T10:30:20Z\""));
  }

  @Test
  void isReadyWhileAPrefixIsInDoubt() throws Exception {
    reading = with(heard(List.of(NEW), false, Standing.PREFERRED, NEW));
    assertEquals("200 ok\n", brief(get("/readyz")));
    assertEquals(
        List.of("home: 2001:db8:5678::/60 is in doubt; asking its routers"), reading.concerns());
  }

  /** The router of a cross-check does not report on the delegation. */
  @Test
  void isNotReadyWhileNoServerAnswers() throws Exception {
    Trouble silence =
        new Trouble(SourceStatus.Kind.NO_ANSWER, "no DHCPv6 server answers", "Look there");
    reading = with(heard(List.of(ALIEN), false, Standing.UNKNOWN), silence);
    assertEquals(
        "503 prefix delegation on wan0: no DHCPv6 server answers\n", brief(get("/readyz")));
  }

  @Test
  void isReadyWithTheFallbackWhileNoServerAnswers() throws Exception {
    Trouble silence =
        new Trouble(SourceStatus.Kind.NO_ANSWER, "no DHCPv6 server answers", "Look there");
    reading = with(heard(List.of(NEW), false, Standing.PREFERRED), silence);
    assertEquals("200 ok\n", brief(get("/readyz")));
    assertEquals(
        List.of("prefix delegation on wan0: no DHCPv6 server answers"), reading.concerns());
  }

  @Test
  void isWellWithoutConcerns() throws Exception {
    reading = with(heard(List.of(NEW), false, Standing.PREFERRED));
    assertEquals(List.of(), reading.concerns());
    assertEquals(Optional.of("yes"), get("/status").headers().firstValue(WebServer.WELL));
  }

  @Test
  void explainsADrainThatHasEnded() {
    Instant end = NOW.minusSeconds(90);
    PrefixStatus drains =
        prefix("home", Standing.UNKNOWN, new PrefixLease.Draining(OLD, NOW.minusSeconds(999), end));
    reading = with(drains);
    String since = "  " + OLD + " drains until 2026-11-21T10:28:30Z (ended 1 min 30 s ago; ";
    assertEquals(since + "not committed yet)", line(OLD.toString()));
    reading =
        with(
            new PrefixStatus(
                drains.lease(),
                drains.standing(),
                true,
                drains.hold(),
                "",
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                0,
                Map.of()));
    assertEquals(since + "suspend: true keeps it)", line(OLD.toString()));
  }

  @Test
  void showsSubnetsAndBindings() throws Exception {
    DynamicPrefixBinding binding =
        DynamicPrefixBinding.read(
            Document.inFile(
                    "",
                    0,
                    """
                    metadata: {name: pool}
                    spec: {prefixRef: {name: home}, target: {kind: CiliumCIDRGroup, name: own}}
                    """)
                .root());
    PrefixStatus plain = prefix("home", Standing.PREFERRED, new PrefixLease.Current(NEW, NOW));
    PrefixStatus prefix =
        new PrefixStatus(
            plain.lease(),
            plain.standing(),
            false,
            plain.hold(),
            "",
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            0,
            Map.of(),
            List.of(new PrefixStatus.Part("lb", "2001:db8::1000/120")),
            List.of(
                new GonePrefixes.Gone(
                    OLD, NOW.minusSeconds(7200), Optional.of(NOW.minusSeconds(3600)), NOW)));
    reading =
        new Reading(
            NOW,
            "cluster",
            new WatchStatus(
                "home",
                NOW,
                NOW.plusSeconds(60),
                false,
                reading.targets().getFirst().watch().target(),
                List.of(prefix),
                List.of(),
                List.of(
                    new BindingStatus(binding, Optional.of("2001:db8::/56"), "", Optional.of(NOW)),
                    new BindingStatus(binding, Optional.empty(), "no rights", Optional.empty()))),
            Map.of(),
            Optional.empty());
    assertEquals("  lb: 2001:db8::1000/120", line("1000/120"));
    assertEquals(
        "binding pool: 2001:db8::/56 in CiliumCIDRGroup own since 2026-11-21T10:30:00Z",
        line("in CiliumCIDRGroup"));
    assertEquals(
        "binding pool: nothing yet for CiliumCIDRGroup own, NOT IN GIT: no rights",
        line("NOT IN GIT"));
    String json = get("/status").body().replaceAll("\\s+", " ");
    assertTrue(
        json.contains("\"subnets\" : [ { \"name\" : \"lb\", \"cidr\" : \"2001:db8::1000/120\" } ]"),
        json);
    assertTrue(
        json.contains(
            "\"writes\" : \"CiliumCIDRGroup own\", \"boundPrefix\" : \"2001:db8::/56\","
                + " \"targetSynced\" : true, \"trouble\" : \"\","
                + " \"lastSyncTime\" : \"2026-11-21T10:30:00Z\""),
        json);
  }

  @Test
  void showsTheWarningsOfThePackage() throws Exception {
    WatchStatus watch = reading.targets().getFirst().watch();
    reading =
        new Reading(
            NOW,
            "cluster",
            new WatchStatus(
                "home",
                NOW,
                NOW.plusSeconds(60),
                false,
                watch.target(),
                List.of(),
                List.of("pool.yaml:1: is not delivered")),
            Map.of(),
            Optional.empty());
    assertEquals("  warning: pool.yaml:1: is not delivered", line("delivered"));
    assertTrue(get("/status").body().contains("[ \"pool.yaml:1: is not delivered\" ]"));
    assertEquals(List.of(), reading.concerns(), "all is well for scripts");
  }

  @Test
  void showsClaims() throws Exception {
    WatchStatus watch = reading.targets().getFirst().watch();
    ClaimStatus ready =
        claim("web", AddressPhase.READY, "", Optional.of(Address.parse("203.0.113.7")));
    ClaimStatus failed =
        claim(
            "mail",
            AddressPhase.FAILED,
            "no router of the WatcherConfig is root@gw:22",
            Optional.empty());
    reading =
        new Reading(
            NOW,
            "home",
            new WatchStatus(
                "home", NOW, NOW.plusSeconds(60), false, watch.target(), List.of(ready, failed)),
            Map.of(
                new Channel.PublicAddresses("gw", new TreeMap<>()),
                new SourceStatus(State.LISTENING, "", Map.of("connections", 1L))),
            Optional.empty());
    assertEquals("200 ok\n", brief(get("/readyz")));
    assertEquals(
        List.of("claim mail is Failed: no router of the WatcherConfig is root@gw:22"),
        reading.concerns());
    String text = StatusPage.of(reading);
    assertTrue(
        text.contains(
            """
            claim web: Ready, 203.0.113.7 in pool public
              wan-web on router gw, MAC 02:00:00:00:00:01, verified 30 s ago
              the router has a route to it, learned by bird
            """),
        text);
    String metrics = get("/metrics").body();
    for (String line :
        List.of(
            "leasehold_claims{phase=\"Failed\",target=\"home\"} 1.0",
            "leasehold_claims{phase=\"Ready\",target=\"home\"} 1.0",
            "leasehold_claims{phase=\"Pending\",target=\"home\"} 0.0",
            "leasehold_source_events_total{event=\"connections\",interface=\"gw\",source=\"router\"} 1.0")) {
      assertTrue(metrics.contains(line + "\n"), metrics);
    }
    String json = get("/status").body();
    assertTrue(json.contains("\"phase\" : \"Ready\""), json);
    assertTrue(json.contains("\"verifiedAt\" : \"2026-11-21T10:29:30Z\""), json);
  }

  static ClaimStatus claim(
      String name, AddressPhase phase, String message, Optional<Address> address) {
    return new ClaimStatus(
        name,
        phase,
        message,
        address,
        Optional.of("public"),
        Optional.of("gw"),
        Optional.of("root@gw:22"),
        Optional.of("wan-" + name),
        Optional.of(new MacAddress("02:00:00:00:00:01")),
        Optional.of(NOW.minusSeconds(30)),
        Optional.of("the router has a route to it, learned by bird"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of("Acquired", 1L));
  }

  @Test
  void showsNotifications() throws Exception {
    reading =
        new Reading(
            NOW,
            "home",
            with(heard(List.of(NEW), false, Standing.PREFERRED)).targets(),
            Map.of(),
            List.of(
                new NotificationStatus("flux", "fluxReceiver", 7, 2, 1, 3, "hooks.lan replied 404"),
                new NotificationStatus("phone", "webhook", 5, 0, 0, 0, "")));
    assertEquals("200 ok\n", brief(get("/readyz")));
    assertEquals(List.of("flux is not notified: hooks.lan replied 404"), reading.concerns());
    assertTrue(
        StatusPage.of(reading)
            .endsWith(
                """

                notifications to flux: 7 sent, 3 pending, 2 failed, 1 dropped
                  trouble: hooks.lan replied 404
                notifications to phone: 5 sent
                """),
        StatusPage.of(reading));
    assertTrue(
        get("/status")
            .body()
            .contains(
                """
                  "notifications" : [ {
                    "receiver" : "flux",
                    "kind" : "fluxReceiver",
                    "sent" : 7,
                    "failed" : 2,
                    "dropped" : 1,
                    "pending" : 3,
                    "trouble" : "hooks.lan replied 404"
                  }, {
                    "receiver" : "phone",
                """));
    String metrics = get("/metrics").body();
    for (String metric :
        List.of("sent_total 7", "failed_total 2", "dropped_total 1", "pending 3", "ok 0")) {
      String name = metric.replace(" ", "{receiver=\"flux\"} ");
      assertTrue(metrics.contains("leasehold_notifications_" + name + ".0\n"), metrics);
    }
  }

  private String line(String with) {
    return StatusPage.of(reading)
        .lines()
        .filter(line -> line.contains(with))
        .findFirst()
        .orElse("");
  }

  private Reading with(PrefixStatus prefix, Trouble... troubles) {
    WatchStatus watch = reading.targets().getFirst().watch();
    return new Reading(
        NOW,
        "cluster",
        new WatchStatus("home", NOW, NOW.plusSeconds(60), false, watch.target(), List.of(prefix)),
        Map.of(
            new Channel.Delegation(
                "wan0",
                new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation("wan0", 60, ""))),
                ""),
            new SourceStatus(State.LISTENING, "soliciting", "", List.of(troubles), Map.of())),
        Optional.empty());
  }

  /** A prefix whose lease in Git is {@link #NEW}. */
  private static PrefixStatus heard(
      List<Prefix> announced, boolean suspended, Standing standing, Prefix... doubted) {
    Origin router = new Origin.Advertised("wan0", Address.parse("fe80::1"));
    return new PrefixStatus(
        new PrefixLease("home", "dhcpv6-pd", List.of(new PrefixLease.Current(NEW, NOW))),
        standing,
        suspended,
        Optional.empty(),
        "",
        List.of(doubted),
        announced.stream()
            .map(p -> new SourceReport(router, p, Standing.PREFERRED, NOW.plusSeconds(9), NOW))
            .toList(),
        List.of(),
        Optional.empty(),
        0,
        Map.of());
  }

  private static PrefixStatus prefix(String name, Standing standing, PrefixLease.Entry... entries) {
    SourceReport said =
        new SourceReport(
            new Origin.Delegated("wan0", "home-ipv6"), ALIEN, Standing.PREFERRED, NOW, NOW);
    return new PrefixStatus(
        new PrefixLease(name, "dhcpv6-pd", List.of(entries)),
        standing,
        false,
        Optional.empty(),
        "",
        List.of(),
        List.of(said),
        List.of(),
        Optional.empty(),
        0,
        Map.of());
  }

  @Test
  void isWellAndReadyWhileAllIsWell() throws Exception {
    assertEquals("200 ok\n", brief(get("/healthz")));
    assertEquals("200 ok\n", brief(get("/readyz")));
  }

  @Test
  void isWellButNotReadyWhileNothingCanBePushed() throws Exception {
    reading = reading(NOW.plusSeconds(60), "no route to forge.example");
    assertEquals("200 ok\n", brief(get("/healthz")));
    assertEquals("503 cluster: no route to forge.example\n", brief(get("/readyz")));
  }

  @Test
  void isSickIfTheLastCheckIsOverdue() throws Exception {
    reading = reading(NOW.minus(Duration.ofMinutes(11)), NO_TROUBLE);
    String sick =
        "503 the last check was at 2026-11-21T10:29:58Z; the next was due by"
            + " 2026-11-21T10:19:00Z\n";
    assertEquals(sick, brief(get("/healthz")));
    assertEquals(sick, brief(get("/readyz")));
  }

  @Test
  void escapesTheWordsOfServers() throws Exception {
    reading = reading(NOW.plusSeconds(60), "it says \u001b[2J\rok");
    HttpRequest text =
        HttpRequest.newBuilder(uri("/status")).header("Accept", "text/plain").build();
    String status = client.send(text, BodyHandlers.ofString(UTF_8)).body();
    assertTrue(status.contains("trouble: it says \\u001b[2J\\u000dok\n"), status);
    assertTrue(status.indexOf('\u001b') < 0, status);
    assertEquals("503 cluster: it says \\u001b[2J\\u000dok\n", brief(get("/readyz")));
  }

  @Test
  void acceptsOnlyGetAndHead() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri("/status")).POST(BodyPublishers.ofString("x")).build();
    assertEquals(405, client.send(post, BodyHandlers.discarding()).statusCode());
    String there = "404 not found; available: /metrics, /healthz, /readyz and /status\n";
    assertEquals(there, brief(get("/status/x")));
    assertEquals(there, brief(get("/")));
  }

  @Test
  void namesTheAddressItCannotListenOn() {
    IOException e =
        assertThrows(IOException.class, () -> WebServer.start(server.address(), () -> reading));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("cannot listen on 127.0.0.1:"), message);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString(UTF_8));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  private static String brief(HttpResponse<String> response) {
    return response.statusCode() + " " + response.body();
  }

  /** A watcher with two prefixes and two sources. */
  static Reading reading(Instant wakeAt, String trouble) {
    Origin delegation = new Origin.Delegated("wan0", "home-ipv6");
    Origin router = new Origin.Advertised("wan0", Address.parse("fe80::1"));
    PrefixLease lease =
        new PrefixLease(
            "home-ipv6",
            "dhcpv6-pd",
            List.of(
                new PrefixLease.Current(NEW, NOW.minusSeconds(1800)),
                new PrefixLease.Draining(OLD, NOW.minusSeconds(90_000), NOW.plusSeconds(1800))));
    PrefixStatus prefix =
        new PrefixStatus(
            lease,
            Standing.PREFERRED,
            false,
            Optional.empty(),
            "",
            List.of(OLD),
            List.of(
                new SourceReport(
                    delegation,
                    NEW,
                    Standing.PREFERRED,
                    NOW.plusSeconds(5400),
                    NOW.plusSeconds(100_000)),
                new SourceReport(
                    router, ALIEN, Standing.DEPRECATED, NOW.minusSeconds(1), NOW.plusSeconds(60))),
            List.of(new RefusedPrefix(ALIEN, "it is outside accept.within: [2003::/19]")),
            Optional.of(
                new HeldBack(
                    new PrefixChange.Acquired(ALIEN, router),
                    NOW.plusSeconds(10),
                    Duration.ofSeconds(20))),
            1,
            Map.of("Acquired", 1L, "Deprecated", 1L));
    PrefixStatus lost =
        new PrefixStatus(
            new PrefixLease("office", "interface", List.of(new PrefixLease.Current(OLD, NOW))),
            Standing.EXPIRED,
            true,
            Optional.of(
                new WatchStatus.Hold(
                    new WatchStatus.Commit("0123456789abcdef0123456789abcdef01234567", NOW),
                    "Somebody <somebody@example.org>",
                    "the DHCPv6 server on wan0 lends " + ALIEN,
                    "intent/office.yaml")),
            "a global address of ppp0",
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            0,
            Map.of());
    WatchStatus watch =
        new WatchStatus(
            "home",
            NOW.minusSeconds(2),
            wakeAt,
            false,
            new WatchStatus.Target(
                Optional.of(new WatchStatus.Commit("0123456789abcdef0123", NOW.minusSeconds(1800))),
                Optional.of(new WatchStatus.Commit("0123456789abcdef0123", NOW.minusSeconds(1800))),
                trouble,
                Optional.empty(),
                Optional.empty(),
                Map.of("pushed", 2L, "unreachable", 1L)),
            List.of(prefix, lost));
    Map<Channel, SourceStatus> sources = new LinkedHashMap<>();
    sources.put(
        new Channel.Advertisements("wan0"),
        new SourceStatus(State.LISTENING, "", Map.of("received_advertisement", 42L)));
    sources.put(
        new Channel.Delegation(
            "wan0",
            new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation("wan0", 60, ""))),
            ""),
        new SourceStatus(
            State.LISTENING,
            "bound",
            "by 00:01:00:01 at fe80::1, renews in 30 min 0 s",
            List.of(
                new Trouble(
                    SourceStatus.Kind.OPTION_LEFT_OUT,
                    "option 11 is left out",
                    "Write isp.option, and start")),
            Map.of("sent_solicit", 2L, "received_reply", 5L)));
    return new Reading(NOW, "cluster", watch, sources, Optional.empty());
  }
}
