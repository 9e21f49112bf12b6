package dev.leasehold.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.credential.Token;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.forge.Branches;
import dev.leasehold.forge.Forge;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.ForgeStandIn;
import dev.leasehold.forge.Forges;
import dev.leasehold.forge.RequestText;
import dev.leasehold.http.HttpAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** GitHub wants a second between calls that change something. */
final class PacedForgeTest {
  private static final String BRANCH = "leasehold/home";

  private final Branches.InMemory branches = new Branches.InMemory("main");
  private final ForgeStandIn standIn = ForgeStandIn.start(Product.GITHUB, branches);
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-29T10:00:00Z");
  private final Forge forge =
      new PacedForge(
          Forges.open(
              Product.GITHUB,
              standIn.apiUrl(),
              ForgeStandIn.REPOSITORY,
              new TokenOfLeasehold(),
              HttpAccess.DEFAULT,
              () -> now),
          () -> now,
          pause -> {
            pauses.add(pause);
            now = now.plus(pause);
          });

  private static final class TokenOfLeasehold implements TokenSource {
    @Override
    public String name() {
      return "forge";
    }

    @Override
    public Token current() {
      return new Token.Secret("me", ForgeStandIn.TOKEN);
    }

    @Override
    public boolean isReplaced(Token.Secret refused) {
      return false;
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void close() {
    forge.close();
    standIn.close();
  }

  private void opens() {
    branches.commit(BRANCH);
    var _ = forge.open(BRANCH, "main", new RequestText("title", "body"));
  }

  @Test
  void waitsOnlyBetweenChangesAndOnlyForTheRest() {
    opens();
    assertEquals(List.of(), pauses);
    now = now.plusMillis(400);
    var _ = forge.newest(BRANCH, "main");
    assertEquals(List.of(), pauses);
    opens();
    assertEquals(List.of(Duration.ofMillis(600)), pauses);
    now = now.plusSeconds(5);
    opens();
    assertEquals(1, pauses.size());
  }

  @Test
  void waitsOnceAfterTheClockWasSetBack() {
    opens();
    now = now.minusSeconds(3600);
    opens();
    assertEquals(List.of(Duration.ofSeconds(1)), pauses);
  }
}
