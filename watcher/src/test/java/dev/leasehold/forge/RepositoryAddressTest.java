package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.forge.Forge.Product;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryAddressTest {
  @ParameterizedTest
  @CsvSource({
    "https://github.com/me/home.git,              https, github.com,         me/home",
    "https://GitHub.com/me/home/,                 https, github.com,         me/home",
    "https://me@forge.example:8443/me/home.git,   https, forge.example:8443, me/home",
    "http://127.0.0.1:3000/me/home,               http,  127.0.0.1:3000,     me/home",
    "ssh://git@forge.example:2222/me/home.git,    https, forge.example,      me/home",
    "ssh://git@ssh.github.com:443/me/home.git,    https, github.com,         me/home",
    "git@forge.example:me/home.git,               https, forge.example,      me/home",
    "forge.example:group/sub/home,                https, forge.example,      group/sub/home",
    "git@forge.example:/me/home.git,              https, forge.example,      me/home",
    "git@[2001:db8::1]:me/home.git,               https, [2001:db8::1],      me/home",
    "https://gitlab.com/a/b/c/d.e.git,            https, gitlab.com,         a/b/c/d.e",
  })
  void readsUrls(String url, String scheme, String authority, String path) {
    RepositoryAddress address = RepositoryAddress.parse(url).orElseThrow();
    assertEquals(scheme, address.scheme());
    assertEquals(authority, address.authority());
    assertEquals(path, address.path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/git/home.git",
        "../home.git",
        "file:///srv/git/home.git",
        "https://forge.example",
        "https://forge.example/home.git",
        "https://forge.example/../home.git",
        "ssh://git@forge.example/~/home.git",
        "https://forge.example/a b",
        "",
      })
  void knowsNoForgeOfOtherUrls(String url) {
    assertEquals(Optional.empty(), RepositoryAddress.parse(url));
  }

  @ParameterizedTest
  @CsvSource({
    "git@github.com:me/home.git, GITHUB,        https://api.github.com",
    "git@gitlab.com:me/home.git, GITLAB,        https://gitlab.com/api/v4",
    "https://codeberg.org/me/home, GITEA,       https://codeberg.org/api/v1",
    "https://gitea.com/me/home, GITEA,          https://gitea.com/api/v1",
  })
  void knowsPublicHosts(String url, Product product, String api) {
    RepositoryAddress address = RepositoryAddress.parse(url).orElseThrow();
    assertEquals(Optional.of(product), address.product());
    assertEquals(URI.create(api), address.apiUrl(product));
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB, https://forge.example:8443/api/v3",
    "GITLAB, https://forge.example:8443/api/v4",
    "GITEA,  https://forge.example:8443/api/v1",
  })
  void doesNotGuessTheProductOfOtherHosts(Product product, String api) {
    RepositoryAddress address =
        RepositoryAddress.parse("https://forge.example:8443/me/home.git").orElseThrow();
    assertEquals(Optional.empty(), address.product());
    assertEquals(URI.create(api), address.apiUrl(product));
  }

  @Test
  void leavesOutThePathOfAForgeBelowAPath() {
    RepositoryAddress address =
        RepositoryAddress.parse("https://forge.example/git/me/home.git").orElseThrow();
    URI api = URI.create("https://forge.example/git/api/v1");
    assertEquals(Optional.of("me/home"), address.repository(Product.GITEA, api));
  }

  @Test
  void permitsSubgroupsOnlyForGitLab() {
    RepositoryAddress address = RepositoryAddress.parse("git@forge.example:a/b/c").orElseThrow();
    URI api = URI.create("https://forge.example/api");
    assertEquals(Optional.of("a/b/c"), address.repository(Product.GITLAB, api));
    assertEquals(Optional.empty(), address.repository(Product.GITEA, api));
    assertEquals(Optional.empty(), address.repository(Product.GITHUB, api));
  }
}
