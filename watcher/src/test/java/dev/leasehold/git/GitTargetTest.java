package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.GitTarget.Auth;
import dev.leasehold.git.GitTarget.Author;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GitTargetTest {
  private static final Auth KEY = new Auth.SshKey(Path.of("/etc/id"), Path.of("/etc/known_hosts"));
  private static final Author AUTHOR = new Author("Leasehold", "leasehold@home.example");

  private static GitTarget target(String url, String branch, String path) {
    Auth auth = url.startsWith("/") || url.startsWith("file:") ? new Auth.None() : KEY;
    return new GitTarget("home", url, branch, path, auth, AUTHOR);
  }

  @ParameterizedTest
  @CsvSource({
    "ssh://git@forge.example/home.git, false",
    "ssh://git@forge.example:2222/home.git, false",
    "ssh://git@[2001:db8::1]:2222/home.git, false",
    "git@forge.example:home/net.git, false",
    "file:///srv/home.git, true",
    "/srv/home.git, true",
  })
  void takesSshAndLocalUrls(String url, boolean local) {
    assertEquals(local, target(url, "main", "").isLocal());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git://forge.example/home.git",
        "srv/home.git",
        "file://forge.example/home.git",
        "",
      })
  void refusesOtherUrls(String url) {
    assertTrue(message(() -> target(url, "main", "")).startsWith("url: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh://git:s3cret@forge.example/home.git",
        "https://git:s3cret@forge.example/home.git",
        "ssh://git:s3cret@forge example/home.git",
        "ssh://:s3cret@forge.example/home.git",
      })
  void refusesPasswordsWithoutShowingThem(String url) {
    String message = message(() -> target(url, "main", ""));
    assertTrue(message.startsWith("url: "), message);
    assertFalse(message.contains("cret"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "refs/heads/main", "a b", "a..b", "/main", "main/", "main.lock"})
  void namesTheMissingBranch(String branch) {
    assertTrue(message(() -> target("/srv/home.git", branch, "")).startsWith("branch: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/network", "network/", ".", "../x", "a/../b", "a//b", ".git", "a/.GIT"})
  void namesTheMissingPath(String path) {
    assertTrue(message(() -> target("/srv/home.git", "main", path)).startsWith("path: "));
  }

  @Test
  void requiresAKeyForSshAndNoneForAPath() {
    Auth none = new Auth.None();
    assertTrue(
        message(() -> new GitTarget("home", "git@forge.example:x", "main", "", none, AUTHOR))
            .startsWith("auth: must name an entry with ssh"));
    assertTrue(
        message(() -> new GitTarget("home", "/srv/home.git", "main", "", KEY, AUTHOR))
            .startsWith("auth: is for a server"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a<b", "a>b", "a\nb"})
  void refusesAuthorsThatGitCannotWrite(String text) {
    assertTrue(message(() -> new Author(text, "x@home.example")).startsWith("author.name: "));
    assertTrue(message(() -> new Author("x", text)).startsWith("author.email: "));
  }

  private static String message(org.junit.jupiter.api.function.Executable code) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
  }
}
