package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import dev.leasehold.credential.Credential;
import dev.leasehold.git.Outcome.NoChange;
import dev.leasehold.git.Outcome.Pushed;
import dev.leasehold.git.Outcome.Stalled;
import dev.leasehold.http.HttpAccess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Git over HTTP with the server of JGit, which Gerrit and others use. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class JGitHttpIT {
  @TempDir private Path directory;
  private GitScenario lab;
  private GitHttpServer server;
  private volatile String refusal = "";

  @BeforeEach
  void start() throws IOException {
    lab = GitScenario.withPackage(directory);
    server = GitHttpServer.plain(this::reply);
    server.writers.add("token");
    Files.writeString(directory.resolve("token"), "token");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private byte[] reply(HttpExchange exchange, String path, String query, byte[] body)
      throws IOException {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    InputStream in = new ByteArrayInputStream(body);
    InputStream plain = "gzip".equals(encoding) ? new GZIPInputStream(in) : in;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean lists = path.endsWith("/info/refs");
    String service = lists ? query.replace("service=", "") : path.replaceAll(".*/", "");
    String type = "application/x-" + service + (lists ? "-advertisement" : "-result");
    out.write(("Content-Type: " + type + "\n\n").getBytes(ISO_8859_1));
    try (Repository repository = new FileRepository(lab.remote.toFile())) {
      if (service.equals("git-upload-pack")) {
        UploadPack pack = new UploadPack(repository);
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        pack.setExtraParameters(protocol == null ? List.of() : List.of(protocol));
        pack.setBiDirectionalPipe(false);
        if (lists) {
          pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(out)), service);
        } else {
          pack.upload(plain, out, null);
        }
      } else {
        ReceivePack pack = new ReceivePack(repository);
        pack.setBiDirectionalPipe(false);
        pack.setPreReceiveHook((_, commands) -> {
          if (!refusal.isEmpty()) {
            commands.forEach(
                c -> c.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, refusal));
          }
        });
        if (lists) {
          PacketLineOut lines = new PacketLineOut(out);
          lines.writeString("# service=" + service + "\n");
          lines.end();
          pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
        } else {
          pack.receive(plain, out, null);
        }
      }
    }
    return out.toByteArray();
  }

  private GitWriter writer() {
    return lab.writer(
        new GitTarget(
            "home",
            server.url("/remote.git"),
            "main",
            "network",
            new GitTarget.Auth.Https(
                new Credential.TokenFile(
                    "forge", GitHttpServer.USER, directory.resolve("token"), HttpAccess.DEFAULT)),
            GitScenario.AUTHOR));
  }

  @Test
  void pushesAndFetches() {
    try (GitWriter writer = writer()) {
      Outcome outcome = writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
      Pushed pushed = assertInstanceOf(Pushed.class, outcome, outcome.toString());
      assertEquals(lab.tip(), pushed.commit());
      assertInstanceOf(
          NoChange.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
    }
    lab.remoteGit("fsck", "--strict");
  }

  @Test
  void proposesAgainWhenTheBranchMoves() {
    AtomicInteger tries = new AtomicInteger();
    try (GitWriter writer = writer()) {
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
  void pushesAndFetchesWhatIsLarge() throws IOException {
    byte[] noise = new byte[3_000_000];
    new Random(1).nextBytes(noise);
    Files.write(lab.people.resolve("network/noise.bin"), noise);
    lab.pushAll();
    try (GitWriter writer = writer()) {
      Outcome outcome =
          writer.write(tip -> new Proposal.Change(Map.of("more.bin", noise), Set.of(), "More"));
      assertInstanceOf(Pushed.class, outcome, outcome.toString());
    }
  }

  @Test
  void stallsWithTheWordsOfTheServer() {
    refusal = "main is protected";
    try (GitWriter writer = writer()) {
      Outcome outcome = writer.write(tip -> GitScenario.change("pool.yaml", "ours\n"));
      Stalled stalled = assertInstanceOf(Stalled.class, outcome, outcome.toString());
      assertTrue(stalled.reason().contains("main is protected"), stalled.reason());
      refusal = "";
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
    }
  }

  @Test
  void keepsARequest() {
    try (GitWriter writer = writer()) {
      RequestBranch requests =
          writer.requests("leasehold/a", RequestBranch.Form.BRANCH, message -> true);
      RequestProposer one =
          (tip, open) ->
              new RequestProposer.Request(GitScenario.change("pool.yaml", "one\n"), List.of());
      RequestProposer two =
          (tip, open) ->
              new RequestProposer.Request(GitScenario.change("pool.yaml", "two\n"), List.of());
      Requested.Ready first = assertInstanceOf(Requested.Ready.class, requests.put(one));
      assertEquals(new Requested.Ready(first.commit(), false, ""), requests.put(one));
      Requested.Ready second = assertInstanceOf(Requested.Ready.class, requests.put(two));
      assertTrue(second.pushed());
      assertEquals("two\n", lab.remoteGit("show", "leasehold/a:network/pool.yaml"));
      requests.delete(second.commit());
      assertEquals("", lab.remoteGit("branch", "--list", "leasehold/*"));
    }
  }
}
