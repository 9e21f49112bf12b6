package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.leasehold.credential.Credential;
import dev.leasehold.git.GitHttpServer.Certificate;
import dev.leasehold.git.Outcome.NoChange;
import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.git.Outcome.Stalled;
import dev.leasehold.git.Outcome.Unreachable;
import dev.leasehold.http.HttpAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Git over HTTP and HTTPS, with stock {@code git http-backend} as the server. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class GitHttpIT {
  private static final String SECRET = "ghp-s3cret-1";
  private static final Duration STEP = Duration.ofSeconds(20);

  @TempDir private static Path shared;
  private static Certificate certificate;

  @TempDir private Path directory;
  private GitScenario lab;
  private GitHttpServer server;
  private Path token;

  @BeforeAll
  static void certify() {
    certificate = Certificate.create(shared, "authority");
  }

  @BeforeEach
  void start() throws IOException {
    lab = GitScenario.withPackage(directory);
    server = GitHttpServer.secure(directory, certificate);
    server.writers.add(SECRET);
    token = Files.writeString(directory.resolve("token"), SECRET + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static HttpAccess access(Optional<Path> authorities, Optional<InetSocketAddress> proxy) {
    return new HttpAccess(authorities, proxy, false);
  }

  private static HttpAccess trusted() {
    return access(Optional.of(certificate.pem()), Optional.empty());
  }

  private GitTarget target(String url, HttpAccess access) {
    return new GitTarget(
        "home",
        url,
        "main",
        "network",
        new GitTarget.Auth.Https(
            new Credential.TokenFile("forge", GitHttpServer.USER, token, access)),
        GitScenario.AUTHOR);
  }

  private GitTarget target() {
    return target(server.url("/remote.git"), trusted());
  }

  private static Outcome write(GitWriter writer, String content) {
    return writer.write(tip -> GitScenario.change("pool.yaml", content));
  }

  private Outcome write(GitTarget target) {
    try (GitWriter writer = lab.writer(target)) {
      return write(writer, "ours\n");
    }
  }

  private static Stalled stalls(Outcome outcome, String... words) {
    Stalled stalled = assertInstanceOf(Stalled.class, outcome, outcome.toString());
    for (String word : words) {
      assertTrue(stalled.toString().contains(word), stalled.toString());
    }
    assertFalse(stalled.toString().contains("s3cret"), stalled.toString());
    return stalled;
  }

  @Test
  void pushesAndFetchesWithTheAuthorityOfTheConfiguration() {
    try (GitWriter writer = lab.writer(target())) {
      Pushed pushed = assertInstanceOf(Pushed.class, write(writer, "ours\n"));
      assertEquals(lab.tip(), pushed.commit());
      assertInstanceOf(NoChange.class, write(writer, "ours\n"));
      GitScenario.git(lab.people, "pull", "-q", "--ff-only", "origin", "main");
      lab.pushed(Map.of("network/other.yaml", "theirs\n"));
      Outcome again = write(writer, "again\n");
      assertEquals(2, assertInstanceOf(Pushed.class, again, again.toString()).attempts());
      assertEquals(Optional.empty(), writer.mayPush());
    }
    assertEquals("again\n", lab.file("network/pool.yaml"));
    assertEquals("theirs\n", lab.file("network/other.yaml"));
    assertEquals(Set.of("me:" + SECRET), Set.copyOf(server.sentTokens()));
    assertFalse(server.authorizations.contains(""), "each request has the token at once");
    lab.remoteGit("fsck", "--strict");
  }

  /**
   * A fetch needs a second connection: the Git library does not read its first reply to the end.
   */
  @Test
  void keepsConnections() {
    try (GitWriter writer = lab.writer(target())) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
      assertInstanceOf(Pushed.class, write(writer, "again\n"));
      assertInstanceOf(Snapshot.class, writer.fetch());
    }
    assertTrue(server.connections() <= 2, server.connections() + " for " + server.requests);
  }

  @Test
  void commitsWithTwoRequests() {
    try (GitWriter writer = lab.writer(target())) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      server.requests.clear();
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
      assertEquals(
          List.of(
              "GET /remote.git/info/refs?service=git-receive-pack",
              "POST /remote.git/git-receive-pack"),
          server.requests);
    }
  }

  @Test
  void proposesAgainWhenTheBranchMoves() {
    AtomicInteger tries = new AtomicInteger();
    try (GitWriter writer = lab.writer(target())) {
      Outcome outcome =
          writer.write(tip -> {
            if (tries.incrementAndGet() < 4) {
              lab.pushed(Map.of("network/other.yaml", tip.commit()));
            }
            return GitScenario.change("pool.yaml", tip.deletion("gone.yaml") + "\n");
          });
      assertEquals(4, assertInstanceOf(Pushed.class, outcome, outcome.toString()).attempts());
    }
  }

  @Test
  void refusesAnUnknownAuthority() {
    Certificate other = Certificate.create(directory, "other");
    for (HttpAccess access :
        List.of(HttpAccess.DEFAULT, access(Optional.of(other.pem()), Optional.empty()))) {
      stalls(
          write(target(server.url("/remote.git"), access)),
          "cannot trust " + server.url("/remote.git"),
          "set caFile in auth forge");
    }
    assertEquals(List.of(), server.requests);
  }

  @Test
  void refusesACertificateOfAnotherName() {
    stalls(
        write(target(server.url("/remote.git").replace("127.0.0.1", "localhost"), trusted())),
        "cannot trust https://localhost:");
  }

  @Test
  void readsTheAuthoritiesAgain() throws IOException {
    Path authorities = directory.resolve("ca.pem");
    Files.copy(Certificate.create(directory, "other").pem(), authorities);
    HttpAccess access = access(Optional.of(authorities), Optional.empty());
    try (GitWriter writer = lab.writer(target(server.url("/remote.git"), access))) {
      stalls(write(writer, "ours\n"), "cannot trust");
      Files.writeString(authorities, "none\n");
      stalls(write(writer, "ours\n"), "caFile: " + authorities);
      Files.delete(authorities);
      stalls(write(writer, "ours\n"), authorities.toString());
      Files.copy(certificate.pem(), authorities);
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
    }
  }

  @Test
  void stallsAtARefusedTokenUntilItIsReplaced() throws IOException {
    server.writers.clear();
    server.writers.add("ghp-s3cret-2");
    try (GitWriter writer = lab.writer(target())) {
      Stalled stalled =
          stalls(
              write(writer, "ours\n"),
              "the server refuses the token of auth forge: " + server.url("/remote.git"));
      assertEquals(Outcome.Stage.REPOSITORY, stalled.at());
      assertEquals(List.of("me:" + SECRET), server.sentTokens(), "it is tried once");
      Files.writeString(token, "ghp-s3cret-2\n");
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
    }
  }

  @Test
  void triesOnceMoreWithATokenThatWasReplacedMeanwhile() {
    try (GitWriter writer = lab.writer(target())) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      server.writers.clear();
      server.writers.add("ghp-s3cret-2");
      server.refusing =
          () -> {
            try {
              Files.writeString(token, "ghp-s3cret-2\n");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
    }
  }

  @Test
  void stallsAtAMissingToken() throws IOException {
    Files.delete(token);
    try (GitWriter writer = lab.writer(target())) {
      stalls(write(writer, "ours\n"), "auth 'forge': tokenFile: " + token + " does not exist");
      Files.writeString(token, "two\nlines-s3cret\n");
      stalls(write(writer, "ours\n"), token + " has more than one line");
      Files.writeString(token, SECRET);
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
    }
  }

  @Test
  void reportsAReadOnlyTokenBeforeAPush() {
    server.writers.clear();
    server.readers.add(SECRET);
    try (GitWriter writer = lab.writer(target())) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      Stalled early = assertInstanceOf(Stalled.class, writer.mayPush().orElseThrow());
      stalls(early, "the server refuses the token of auth forge", "may read and write");
      assertEquals(Outcome.Stage.RIGHTS, early.at());
      assertEquals(early, write(writer, "ours\n"));
    }
  }

  /** Words of the server's address are not its status. */
  @Test
  void isUnreachableWithoutAListeningServer() {
    server.close();
    Outcome outcome = write(target(server.url("/401/403/remote.git"), trusted()));
    Unreachable unreachable = assertInstanceOf(Unreachable.class, outcome, outcome.toString());
    assertTrue(
        unreachable.reason().contains("the host refuses the connection"), unreachable.reason());
  }

  @Test
  void stallsAtAMissingRepository() {
    stalls(write(target(server.url("/nowhere.git"), trusted())), "/nowhere.git", "Fix the url");
  }

  @Test
  void stallsAtAMissingBranchAndAtAnEmptyRepository() {
    lab.remoteGit("branch", "-m", "main", "live");
    assertEquals(Outcome.Stage.BRANCH, stalls(write(target()), "has no branch main", "live").at());
    new GitScenario(directory.resolve("empty"));
    stalls(write(target(server.url("/empty/remote.git"), trusted())), "has no commits yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pre-receive", "update"})
  void stallsWithTheWordsOfAHook(String hook) {
    lab.hook(hook, "echo 'main is protected, says the hook' >&2\nexit 1\n");
    stalls(write(target()), "main is protected, says the hook");
  }

  @Test
  void waitsForASlowHook() {
    lab.hook("pre-receive", "sleep 3\n");
    Timeouts timeouts =
        new Timeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1));
    try (GitWriter writer = writer(new Operations(timeouts, System::nanoTime))) {
      Outcome outcome = write(writer, "ours\n");
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
    }
  }

  @Test
  void pushesAndFetchesWhatIsLarge() throws IOException {
    byte[] noise = new byte[3_000_000];
    new Random(1).nextBytes(noise);
    Files.write(lab.people.resolve("network/noise.bin"), noise);
    lab.pushAll();
    byte[] more = new byte[3_000_000];
    new Random(2).nextBytes(more);
    try (GitWriter writer = lab.writer(target())) {
      Outcome outcome =
          writer.write(tip -> new Proposal.Change(Map.of("more.bin", more), Set.of(), "More"));
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
    }
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void followsARedirectOnTheServer() {
    server.redirectFrom = "/old";
    server.redirectTo = "";
    assertInstanceOf(Pushed.class, write(target(server.url("/old/remote.git"), trusted())));
  }

  @Test
  void refusesARedirectToAnotherServer() throws IOException {
    try (GitHttpServer other = GitHttpServer.secure(directory, certificate)) {
      other.writers.add(SECRET);
      server.redirectFrom = "/old";
      for (String to : List.of(other.url(""), "http://127.0.0.1:" + server.port())) {
        server.redirectTo = to;
        stalls(write(target(server.url("/old/remote.git"), trusted())), "redirect", to);
      }
      assertEquals(List.of(), other.requests);
    }
    assertEquals(1, lab.commits());
  }

  @Test
  void usesTheProxyForPlainHttp() throws IOException {
    try (GitHttpServer proxy = GitHttpServer.plain(directory)) {
      proxy.writers.add(SECRET);
      HttpAccess access =
          new HttpAccess(
              Optional.empty(),
              Optional.of(InetSocketAddress.createUnresolved("localhost", proxy.port())),
              true);
      assertInstanceOf(Pushed.class, write(target("http://forge.invalid/remote.git", access)));
      assertFalse(proxy.requests.isEmpty());
    }
  }

  @Test
  void usesTheProxyForHttps() throws IOException {
    try (TunnelProxy proxy = new TunnelProxy()) {
      HttpAccess access =
          access(
              Optional.of(certificate.pem()),
              Optional.of(InetSocketAddress.createUnresolved("127.0.0.1", proxy.port())));
      assertInstanceOf(Pushed.class, write(target(server.url("/remote.git"), access)));
      assertEquals(Set.of("127.0.0.1:" + server.port()), Set.copyOf(proxy.destinations()));
      proxy.refuse();
      Outcome refused;
      try (GitWriter writer = lab.writer(target(server.url("/remote.git"), access))) {
        refused = write(writer, "again\n");
      }
      Unreachable unreachable = assertInstanceOf(Unreachable.class, refused, refused.toString());
      assertTrue(unreachable.reason().contains("proxy"), unreachable.reason());
    }
  }

  @Test
  void usesPlainHttpToThisMachine() throws IOException {
    try (GitHttpServer plain = GitHttpServer.plain(directory)) {
      plain.writers.add(SECRET);
      assertInstanceOf(Pushed.class, write(target(plain.url("/remote.git"), HttpAccess.DEFAULT)));
    }
  }

  @Test
  void keepsTheTokenOutOfLogsAndFiles() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    try (GitWriter writer = lab.writer(target())) {
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
      server.writers.clear();
      stalls(write(writer, "again\n"));
      assertFalse(target().toString().contains("s3cret"), "toString");
    } finally {
      root.setLevel(before);
      root.detachAppender(log);
    }
    List<String> secrets =
        List.of("s3cret", Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(UTF_8)));
    List<String> texts = new ArrayList<>();
    log.list.forEach(event -> texts.add(event + " " + event.getThrowableProxy()));
    try (Stream<Path> files = Files.walk(lab.state)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.add(new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
    assertTrue(texts.size() > 5, texts.toString());
    for (String text : texts) {
      secrets.forEach(secret -> assertFalse(text.contains(secret), text));
    }
  }

  /** The client's clock advances while the server hangs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      textBlock =
          """
          service=git-upload-pack @ -1 @ cloning: the server did not send its refs for 5 s
          service=git-upload-pack @ 60 @ cloning: the server stopped in the middle of its refs
          POST /remote.git/git-upload-pack @ -1 @ 5 s
          POST /remote.git/git-upload-pack @ 30000 @ no byte came for 30 s
          service=git-receive-pack @ -1 @ pushing: the server did not send its refs for 5 s
          service=git-receive-pack @ 60 @ pushing: the server stopped in the middle of its refs
          POST /remote.git/git-receive-pack @ -1 @ pushing took longer than 120 s
          """)
  void endsWhatHangsAndGoesOn(String request, int after, String words) throws Exception {
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    Files.write(lab.people.resolve("network/noise.bin"), noise);
    lab.pushAll();
    AtomicLong nanos = new AtomicLong();
    server.hangAt(request, after);
    try (GitWriter writer = writer(new Operations(Timeouts.DEFAULT, nanos::get));
        var threads = Executors.newSingleThreadExecutor()) {
      Future<Outcome> written = threads.submit(() -> write(writer, "ours\n"));
      while (!written.isDone()) {
        try {
          Outcome done = written.get(200, TimeUnit.MILLISECONDS);
          assertTrue(done.toString().contains(words), done.toString());
        } catch (TimeoutException e) {
          nanos.addAndGet(server.isHung() ? STEP.toNanos() : 0);
        }
      }
      Unreachable ended =
          assertInstanceOf(Unreachable.class, written.get(), written.get().toString());
      assertTrue(ended.reason().contains(words), ended.reason());
      assertEquals(request.startsWith("POST /remote.git/git-r"), ended.unanswered().isPresent());
      server.hangNoMore();
      Outcome outcome = write(writer, "ours\n");
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
      assertEquals(3, lab.commits());
    }
  }

  @Test
  void isUnreachableWhileTheServerIsDown() {
    try (GitWriter writer = lab.writer(target())) {
      assertInstanceOf(Pushed.class, write(writer, "ours\n"));
      int port = server.port();
      server.close();
      Outcome down = write(writer, "again\n");
      assertInstanceOf(Unreachable.class, down, down.toString());
      assertTrue(down.toString().contains(":" + port), down.toString());
    }
  }

  private GitWriter writer(Operations operations) {
    return new GitWriter(
        target(), lab.state, () -> GitScenario.NOW, new Random(1), pause -> {}, operations);
  }
}
