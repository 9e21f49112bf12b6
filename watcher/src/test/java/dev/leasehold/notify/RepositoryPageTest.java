package dev.leasehold.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryPageTest {
  @ParameterizedTest
  @CsvSource({
    "https://forge.example/me/home.git, https://forge.example/me/home",
    "https://forge.example/me/home, https://forge.example/me/home",
    "https://forge.example/me/home/, https://forge.example/me/home",
    "https://me@forge.example:8443/me/home.git, https://forge.example:8443/me/home",
    "http://127.0.0.1:3000/me/home.git, https://127.0.0.1:3000/me/home",
    "http://[2001:db8::1]/home.git, https://[2001:db8::1]/home",
    "ssh://git@forge.example/me/home.git, https://forge.example/me/home",
    "ssh://git@forge.example:2222/me/home.git, https://forge.example/me/home",
    "git+ssh://git@forge.example/me/home, https://forge.example/me/home",
    "git@forge.example:me/home.git, https://forge.example/me/home",
    "forge.example:me/home, https://forge.example/me/home",
    "git@[2001:db8::1]:me/home.git, https://[2001:db8::1]/me/home",
    "ssh://git@ssh.github.com:443/me/home.git, https://github.com/me/home",
    "ssh://git@altssh.bitbucket.org:443/me/home.git, https://bitbucket.org/me/home",
    "ssh://git@ssh.lan/me/home.git, https://ssh.lan/me/home",
    "https://ssh.forge.example/me/home.git, https://ssh.forge.example/me/home",
  })
  void isInHttpsForm(String url, String page) {
    assertEquals(Optional.of(page), RepositoryPage.of(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/srv/home.git", "file:///srv/home.git", "https://forge.example/", "https:// x"})
  void needsAHostAndAPath(String url) {
    assertEquals(Optional.empty(), RepositoryPage.of(url));
  }
}
