package dev.leasehold.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.credential.Credential;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.Signing;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.request.RequestSettings;
import dev.leasehold.watch.ReviewRules;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets, their requests and their credentials in a WatcherConfig. */
final class TargetsSectionTest {
  private static final Path FOLDER = Path.of("/etc/leasehold");
  private static final String AUTH =
      """
        auth:
          - {name: forge, https: {username: me, tokenFile: token}}
          - {name: app, githubApp: {appId: 1, installationId: 2, privateKeyFile: app.pem}}
          - {name: key, ssh: {keyFile: id, passphraseFile: pass, knownHostsFile: known_hosts}}
      """;

  private static final Credential TOKEN =
      new Credential.TokenFile("forge", "me", FOLDER.resolve("token"), HttpAccess.DEFAULT);

  @Test
  void readsTargetsRequestsTokensSignaturesAndReceivers() {
    WatcherConfig config =
        read(
            """
            spec:
              stateDir: state
              targets:
                - name: home
                  url: https://forge.example/me/home.git
                  branch: main
                  path: network
                  auth: forge
                  mode: PullRequest
                  pullRequest:
                    forge: Gitea
                    apiUrl: https://forge.example/api/v1
                    auth: forge
                    withoutApi: false
                    branch: leasehold/home-home
                    labels: [network]
                    reviewers: [me]
                    autoMerge: false
                    deadPrefix: Review
                    drainEnd: Push
                  notify: [flux]
              auth:
                - {name: forge, https: {username: me, tokenFile: token}}
                - {name: app, githubApp: {appId: 1, installationId: 2, privateKeyFile: app.pem}}
                - {name: key, ssh: {keyFile: id, passphraseFile: pass, knownHostsFile: known_hosts}}
              signing: {sshKeyFile: id_sign}
              batch: {perMinute: 6, perHour: 30}
              notify:
                - {name: flux, fluxReceiver: {url: "http://localhost/hook/1", tokenFile: hook-token}}
                - {name: argo, argocd: {url: "https://argocd.example/api/webhook", secretFile: s}}
                - {name: phone, webhook: {url: "https://ntfy.example/t", body: "x", on: [Renumbered, Stalled, Lost, Recovered]}}
              web: {listen: "127.0.0.1:9546", webhook: {secretFile: s}}
            """);
    assertEquals(
        List.of(
            new TargetConfig(
                new GitTarget(
                    "home",
                    "https://forge.example/me/home.git",
                    "main",
                    "network",
                    new GitTarget.Auth.Https(TOKEN),
                    new GitTarget.Author("Leasehold home", "leasehold@localhost")),
                new ReviewRules(true, false, true),
                Optional.of(
                    new PullRequestConfig(
                        Product.GITEA,
                        Optional.of(
                            new PullRequestConfig.Api(
                                URI.create("https://forge.example/api/v1"), "me/home", TOKEN)),
                        "leasehold/home-home",
                        new RequestSettings("main", Set.of("network"), List.of("me"), false))),
                List.of("flux"))),
        config.targets());
    assertEquals(
        Optional.of(new Signing(FOLDER.resolve("id_sign"), Optional.empty())), config.signing());
    assertEquals(Optional.of(FOLDER.resolve("s")), config.webhookSecret());
    assertEquals(
        List.of(
            "/etc/leasehold/watcher.yaml:28: WatcherConfig home: spec.auth[1].name: 'app' has no effect: no target names it in auth",
            "/etc/leasehold/watcher.yaml:29: WatcherConfig home: spec.auth[2].name: 'key' has no effect: no target names it in auth",
            "/etc/leasehold/watcher.yaml:34: WatcherConfig home: spec.notify[1].name: 'argo' has no effect: no target names it in notify"),
        config.warnings().stream().map(Finding::toString).toList());
  }

  @Test
  void takesWhatIsLeftOutFromTheUrl() {
    PullRequestConfig gitHub = request("https://github.com/me/home.git", "forge", "");
    assertEquals(Product.GITHUB, gitHub.product());
    assertEquals("leasehold/home-home", gitHub.branch());
    assertEquals(new RequestSettings("main", Set.of(), List.of(), false), gitHub.settings());
    assertEquals(
        new PullRequestConfig.Api(URI.create("https://api.github.com"), "me/home", TOKEN),
        gitHub.api().orElseThrow());
    assertEquals(
        new PullRequestConfig.Api(
            URI.create("https://git.example/api/v4"), "group/sub/home", TOKEN),
        request("ssh://git@git.example:2222/group/sub/home", "key", "{forge: GitLab, auth: forge}")
            .api()
            .orElseThrow());
    assertEquals(
        new PullRequestConfig.Api(URI.create("https://git.example/forge/api/v1"), "me/home", TOKEN),
        request(
                "https://git.example/forge/me/home.git",
                "forge",
                "{forge: Gitea, apiUrl: https://git.example/forge/api/v1}")
            .api()
            .orElseThrow());
  }

  @Test
  void readsTheAppAndHowToReachAServer() {
    String auth =
        """
          auth:
            - name: app
              githubApp:
                appId: Iv1.a
                installationId: 2
                privateKeyFile: /run/app.pem
                apiUrl: https://git.example/api/v3
                caFile: ca.pem
                proxy: "[2001:db8::1]:3128"
        """;
    Credential app =
        new Credential.GitHubApp(
            "app",
            "Iv1.a",
            "2",
            Path.of("/run/app.pem"),
            Optional.of("https://git.example/api/v3"),
            new HttpAccess(
                Optional.of(FOLDER.resolve("ca.pem")),
                Optional.of(InetSocketAddress.createUnresolved("2001:db8::1", 3128)),
                false));
    TargetConfig target =
        read(spec(
                    item(
                        "home",
                        "https://git.example/me/home.git",
                        "app",
                        "mode: PullRequest, pullRequest: {forge: GitHub}"))
                + auth)
            .targets()
            .getFirst();
    assertEquals(new GitTarget.Auth.Https(app), target.git().auth());
    assertEquals(
        new PullRequestConfig.Api(URI.create("https://git.example/api/v3"), "me/home", app),
        target.pullRequest().orElseThrow().api().orElseThrow());
  }

  @Test
  void needsNoTokenWithoutApi() {
    PullRequestConfig gitLab =
        request(
            "git@git.example:me/home.git",
            "key",
            "{forge: GitLab, withoutApi: true, labels: [a], autoMerge: true}");
    assertEquals(Optional.empty(), gitLab.api());
    assertEquals(new RequestSettings("main", Set.of("a"), List.of(), true), gitLab.settings());
    assertEquals(
        Optional.empty(),
        request("git@codeberg.org:me/home.git", "key", "{withoutApi: true}").api());
  }

  @Test
  void readsWhichChangesArePushed() {
    assertEquals(ReviewRules.PUSH, rules("mode: Push"));
    assertEquals(ReviewRules.PUSH, rules("mode: Push, pullRequest: {}"));
    assertEquals(new ReviewRules(false, false, false), rules("pullRequest: {drainEnd: Review}"));
    assertEquals(new ReviewRules(true, false, true), rules("mode: PullRequest"));
    assertEquals(
        new ReviewRules(true, true, false),
        rules("mode: PullRequest, pullRequest: {deadPrefix: Push, drainEnd: Review}"));
    assertEquals(
        new ReviewRules(true, false, true),
        rules("mode: PullRequest, pullRequest: {deadPrefix: Review, drainEnd: Push}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      textBlock =
          """
          # an address, with % for the at sign
          https://x.example/a/b @ forge @ mode: Pull @ .mode: 'Pull' is not one of Push, PullRequest
          https://x.example/a/b @ forge @ mode: PullRequest @ : pullRequest needs forge: one of GitHub, GitLab, Gitea (Gitea is also for Forgejo), as the host does not tell which it is
          https://x.example/a/b @ forge @ pullRequest: {} @ .pullRequest: needs forge: one of GitHub,
          https://x.example/a/b @ forge @ pullRequest: {forge: Forgejo} @ .pullRequest.forge: 'Forgejo' is not one of GitHub, GitLab, Gitea
          https://x.example/a/b @ forge @ pullRequest: {forgee: GitLab} @ .pullRequest.forgee: unknown field
          https://x.example/a/b @ forge @ pullRequest: {forge: Gitea, auth: key} @ .pullRequest.auth: 'key' is an SSH key, but the API of a forge needs a token
          https://x.example/a/b @ forge @ pullRequest: {forge: Gitea, auth: nobody} @ .pullRequest.auth: 'nobody' is not the name of an entry in spec.auth; available: app, forge, key
          https://x.example/a/b @ forge @ pullRequest: {forge: Gitea, auth: app} @ .pullRequest.auth: 'app' is a GitHub App, but the forge is Gitea: name an entry with https
          https://x.example/a/b @ app @ mode: Push @ .auth: 'app' is a GitHub App of github.com, but url has another host; set apiUrl in its githubApp, such as https://HOST/api/v3
          git%github.com:a/b @ key @ mode: PullRequest @ .mode: 'PullRequest' needs pullRequest: {auth: NAME}, with the name of an entry of spec.auth
          git%github.com:a/b @ key @ mode: PullRequest, pullRequest: {} @ .pullRequest: needs auth: the name of an entry of spec.auth with https or githubApp
          git%github.com:a/b @ key @ pullRequest: {withoutApi: true} @ .pullRequest.withoutApi: GitHub makes no request from a push; remove withoutApi and set auth
          git%gitlab.com:a/b @ key @ pullRequest: {withoutApi: yes} @ .pullRequest.withoutApi: 'yes' is neither true nor false
          git%gitlab.com:a/b @ key @ pullRequest: {withoutApi: true, reviewers: [me]} @ .pullRequest.reviewers: has no effect with withoutApi: true; remove one of them
          git%gitlab.com:a/b @ key @ pullRequest: {withoutApi: true, auth: forge} @ .pullRequest.auth: has no effect with withoutApi: true
          git%gitlab.com:a/b @ key @ pullRequest: {withoutApi: true, apiUrl: https://gitlab.com/api/v4} @ .pullRequest.apiUrl: has no effect with withoutApi: true
          git%gitea.com:a/b @ key @ pullRequest: {withoutApi: true, labels: [a]} @ .pullRequest.labels: has no effect with withoutApi: true
          git%gitea.com:a/b @ key @ pullRequest: {withoutApi: true, autoMerge: true} @ .pullRequest.autoMerge: has no effect with withoutApi: true
          git%gitea.com:b @ key @ pullRequest: {withoutApi: true} @ .pullRequest: needs forge
          git%gitea.com:b @ key @ pullRequest: {forge: Gitea, withoutApi: true} @ .url: 'git%gitea.com:b' is not that of a repository on Gitea, such as https://HOST/OWNER/NAME.git
          https://gitea.com/a/b/c @ forge @ pullRequest: {} @ .url: 'https://gitea.com/a/b/c' is not that of a repository on Gitea
          https://x.example/a/b @ forge @ pullRequest: {forge: Gitea, apiUrl: http://x.example/api/v1} @ .pullRequest.apiUrl: sends secrets without encryption; use https, or set plainHttp: true if the network is trusted
          http://x.example/a/b @ forge @ mode: Push @ .url: http://x.example/a/b sends secrets without encryption
          https://me%x.example/a/b @ forge @ mode: Push @ .url: https://me%x.example/a/b holds a user name or a password; use an entry of spec.auth
          https://x.example/a/b @ key @ mode: Push @ .auth: must name an entry with https or githubApp; https://x.example/a/b needs a token
          git%x.example:a/b @ forge @ mode: Push @ .auth: must name an entry with ssh
          https://gitea.com/a/b @ forge @ pullRequest: {branch: main} @ .pullRequest.branch: 'main' and the target's branch 'main' cannot both exist; choose another name
          https://gitea.com/a/b @ forge @ pullRequest: {branch: main/a} @ .pullRequest.branch: 'main/a' and the target's branch 'main' cannot both exist
          https://gitea.com/a/b @ forge @ pullRequest: {branch: refs/heads/a} @ .pullRequest.branch: 'refs/heads/a' is not a valid branch name
          https://gitea.com/a/b @ forge @ pullRequest: {branch: a..b} @ .pullRequest.branch: 'a..b' is not a valid branch name
          https://gitea.com/a/b @ forge @ branch: leasehold, mode: PullRequest @ : pullRequest branch 'leasehold/home-home' and the target's branch 'leasehold' cannot both exist
          https://gitea.com/a/b @ forge @ pullRequest: {labels: ["a,b"]} @ .pullRequest.labels[0]: 'a,b' is not a name: it is empty or has a comma
          https://gitea.com/a/b @ forge @ pullRequest: {reviewers: [" "]} @ .pullRequest.reviewers[0]: ' ' is not a name
          https://gitea.com/a/b @ forge @ pullRequest: {labels: [a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u]} @ .pullRequest.labels: has more than 20 entries
          https://gitea.com/a/b @ forge @ mode: PullRequest, pullRequest: {deadPrefix: Always} @ .pullRequest.deadPrefix: 'Always' is not one of Push, Review
          https://gitea.com/a/b @ forge @ pullRequest: {deadPrefix: Push} @ .pullRequest.deadPrefix: has no effect with mode: Push: only a DynamicPrefix with review: Always
          https://gitea.com/a/b @ forge @ pullRequest: {drainEnd: Never} @ .pullRequest.drainEnd: 'Never' is not one of Push, Review
          https://gitea.com/a/b @ forge @ notify: [flux] @ .notify[0]: 'flux' is not the name of an entry in spec.notify
          """)
  void refuses(String url, String auth, String more, String words) {
    String target = item("home", url.replace('%', '@'), auth, more);
    wrong(target, "spec.targets[0]" + words.replace('%', '@'));
  }

  /** Each line: two targets of one repository, and why they cannot be. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      textBlock =
          """
          path: a @ path: a @ : has the folder of target one, or one above or below it, on the same branch
          path: a @ path: a/b @ : has the folder of target one
          path: a/b @ path: a @ : has the folder of target one
          path: a @ branch: main @ : has the folder of target one
          path: a, pullRequest: {branch: x} @ path: b, pullRequest: {branch: x} @ : uses branch 'x', which is in the way of branch 'x' of target one in the same repository; set pullRequest.branch to another name
          path: a, pullRequest: {branch: x} @ path: b, pullRequest: {branch: x/y} @ : uses branch 'x/y', which is in the way of branch 'x'
          path: a, pullRequest: {branch: x/y} @ path: b, pullRequest: {branch: x} @ : uses branch 'x', which is in the way of branch 'x/y'
          path: a, pullRequest: {branch: live} @ branch: live @ : uses branch 'live', which is in the way of branch 'live' of target one
          branch: live/a @ path: a, pullRequest: {branch: live} @ : uses branch 'live', which is in the way of branch 'live/a' of target one
          branch: a @ branch: a/b @ : uses branch 'a/b', which is in the way of branch 'a' of target one
          """)
  void keepsTargetsOfOneRepositoryApart(String one, String two, String words) {
    String url = "https://gitea.com/me/home.git";
    String first = item("one", url, "forge", one);
    wrong(first + item("two", url, "forge", two), "spec.targets[1]" + words);
    wrong(
        first + item("two", "git@gitea.com:me/home", "key", withToken(two)),
        "spec.targets[1]" + words);
  }

  @Test
  void letsTargetsShareARepositoryOtherwise() {
    String url = "https://gitea.com/me/home.git";
    read(
        spec(
                item("one", url, "forge", "path: a/b, mode: PullRequest")
                    + item("two", url, "forge", "path: a/bc, mode: PullRequest")
                    + item("three", url, "forge", "branch: live, path: a/b")
                    + item("four", "https://gitea.com/me/home2.git", "forge", "path: a/b")
                    + item("five", "https://gitea.com:8443/me/home.git", "forge", "path: a/b"))
            + AUTH);
  }

  @Test
  void knowsTheOtherHostOfAForgeForSsh() {
    wrong(
        item("one", "https://github.com/me/home.git", "forge", "path: a")
            + item("two", "ssh://git@ssh.github.com:443/me/home.git", "key", "path: a"),
        "spec.targets[1]: has the folder of target one");
  }

  @Test
  void refusesTwoTargetsOfOneName() {
    wrong(
        item("one", "https://gitea.com/me/a.git", "forge", "path: a")
            + item("one", "https://gitea.com/me/b.git", "forge", "path: a"),
        "spec.targets[1].name: 'one' is a duplicate name; choose another");
  }

  @Test
  void takesPlainHttpToThisMachineOrWhereItIsPermitted() {
    read(spec(item("a", "http://127.0.0.1:3000/me/home.git", "forge", "path: a")) + AUTH);
    String permitted = AUTH.replace("tokenFile: token", "tokenFile: token, plainHttp: true");
    read(spec(item("a", "http://forge.lan/me/home.git", "forge", "path: a")) + permitted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      textBlock =
          """
          {name: a} @ : has 0 of ssh, https, githubApp; write exactly one
          {name: a, https: {tokenFile: t}, ssh: {keyFile: k, knownHostsFile: h}} @ : has 2 of ssh, https, githubApp
          {name: a, https: {token: t}} @ .https.token: unknown field; valid fields are username, tokenFile,
          {name: a, https: {username: me}} @ .https.tokenFile: is missing
          {name: a, https: {tokenFile: t, proxy: "proxy.example"}} @ .https.proxy: 'proxy.example' is not HOST:PORT
          {name: a, https: {tokenFile: t, plainHttp: maybe}} @ .https.plainHttp: 'maybe' is neither true nor false
          {name: a, ssh: {keyFile: k}} @ .ssh.knownHostsFile: is missing
          {name: a, githubApp: {appId: 1, privateKeyFile: k}} @ .githubApp.installationId: is missing
          {name: a, githubApp: {appId: 1, installationId: x, privateKeyFile: k}} @ .githubApp.installationId: not a number
          {name: a, githubApp: {appId: "a b", installationId: 1, privateKeyFile: k}} @ .githubApp.appId: not the number or client id of an App
          {name: a, githubApp: {appId: 1, installationId: 1, privateKeyFile: k, apiUrl: "http://x.example"}} @ .githubApp.apiUrl: sends secrets without encryption
          """)
  void refusesAnEntryOfAuth(String entry, String words) {
    wrong(
        spec(item("one", "/srv/home.git", "", "")) + "  auth:\n    - " + entry + "\n",
        "spec.auth[0]" + words,
        "");
  }

  @Test
  void refusesTwoEntriesOfOneName() {
    wrong(
        spec(item("one", "/srv/home.git", "", ""))
            + "  auth: [{name: a, https: {tokenFile: t}}, {name: a, https: {tokenFile: u}}]\n",
        "spec.auth[1].name: 'a' is a duplicate name; choose another",
        "");
  }

  @Test
  void refusesMoreTargetsThanCanBe() {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i <= 100; i++) {
      items.append(item("t" + i, "/srv/home" + i + ".git", "", ""));
    }
    wrong(items.toString(), "spec.targets: has 101 entries; write 1 to 100");
    wrong(spec("").replace("targets:", "targets: []") + AUTH, "spec.targets: has 0 entries", "");
  }

  @Test
  void readsThePassphraseOfTheSignature() {
    String signing = "  signing: {sshKeyFile: /run/id, passphraseFile: pass}\n";
    assertEquals(
        Optional.of(new Signing(Path.of("/run/id"), Optional.of(FOLDER.resolve("pass")))),
        read(spec(item("one", "/srv/home.git", "", "")) + signing).signing());
    wrong(
        spec(item("one", "/srv/home.git", "", "")) + "  signing: {gpgKey: x}\n",
        "spec.signing.gpgKey: unknown field; valid fields are sshKeyFile, passphraseFile",
        "");
  }

  private static String withToken(String more) {
    return more.replace("pullRequest: {", "pullRequest: {auth: forge, ");
  }

  private static ReviewRules rules(String more) {
    return read(spec(item("home", "https://gitea.com/me/home", "forge", more)) + AUTH)
        .targets()
        .getFirst()
        .rules();
  }

  private static PullRequestConfig request(String url, String auth, String section) {
    String more = "mode: PullRequest" + (section.isEmpty() ? "" : ", pullRequest: " + section);
    return read(spec(item("home", url, auth, more)) + AUTH)
        .targets()
        .getFirst()
        .pullRequest()
        .orElseThrow();
  }

  private static String item(String name, String url, String auth, String more) {
    return "    - {name: "
        + name
        + ", url: \""
        + url
        + "\""
        + (auth.isEmpty() ? "" : ", auth: " + auth)
        + (more.isEmpty() ? "" : ", " + more)
        + "}\n";
  }

  private static String spec(String items) {
    return "spec:\n  stateDir: state\n  targets:\n" + items;
  }

  private static void wrong(String items, String words) {
    wrong(spec(items), words, AUTH);
  }

  private static void wrong(String spec, String words, String auth) {
    FieldException e = assertThrows(FieldException.class, () -> read(spec + auth));
    String message = e.finding().toString();
    if (!message.contains(words)) {
      assertEquals("…" + words + "…", message);
    }
  }

  private static WatcherConfig read(String spec) {
    return WatcherConfig.read(
        FOLDER.resolve("watcher.yaml"),
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata:
          name: home
        """
            + spec);
  }
}
