package dev.leasehold.forge;

import dev.leasehold.credential.Token;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.http.HttpAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A stand-in, and branches without a repository. */
final class StandInLab implements ForgeLab {
  final Branches.InMemory branches = new Branches.InMemory("main");
  final ForgeStandIn standIn;
  Instant now = Instant.parse("2026-11-29T10:00:00Z");
  Token token = new Token.Secret("me", ForgeStandIn.TOKEN);

  /** What the token becomes once it is refused. */
  Token nextToken = token;

  /** How far the clock goes at each look. */
  Duration tick = Duration.ZERO;

  private final Forge forge;

  StandInLab(Product product) {
    standIn = ForgeStandIn.start(product, branches);
    forge =
        Forges.open(
            product,
            standIn.apiUrl(),
            ForgeStandIn.REPOSITORY,
            tokens(),
            HttpAccess.DEFAULT,
            this::look);
  }

  private Instant look() {
    now = now.plus(tick);
    return now;
  }

  TokenSource tokens() {
    return new TokenSource() {
      @Override
      public String name() {
        return "forge";
      }

      @Override
      public Token current() {
        return token;
      }

      @Override
      public boolean isReplaced(Token.Secret refused) {
        token = nextToken;
        return !token.equals(refused);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Forge forge() {
    return forge;
  }

  @Override
  public String commit(String branch) {
    return branches.commit(branch);
  }

  @Override
  public void deleteBranch(String branch) {
    branches.delete(branch);
  }

  @Override
  public void defineLabel(String label) {
    standIn.defineLabel(label);
  }

  @Override
  public String reviewer() {
    return ForgeStandIn.PERSON;
  }

  @Override
  public void closeAsPerson(long number) {
    standIn.closeAsPerson(number);
  }

  @Override
  public void reopenAsPerson(long number) {
    standIn.reopenAsPerson(number);
  }

  @Override
  public String mergeAsPerson(long number) {
    return standIn.mergeAsPerson(number);
  }

  @Override
  public void commentAsPerson(long number, String text) {
    standIn.commentAsPerson(number, text);
  }

  @Override
  public void addLabelAsPerson(long number, String label) {
    standIn.addLabelAsPerson(number, label);
  }

  @Override
  public void removeLabelAsPerson(long number, String label) {
    standIn.removeLabelAsPerson(number, label);
  }

  @Override
  public Set<String> labels(long number) {
    return standIn.labels(number);
  }

  @Override
  public Set<String> reviewers(long number) {
    return standIn.reviewers(number);
  }

  @Override
  public List<String> comments(long number) {
    return standIn.comments(number);
  }

  @Override
  public <T> T settled(Supplier<ForgeAnswer<T>> call) {
    return ForgeContract.done(call.get());
  }

  /** Opens a request from a new branch. */
  PullRequest open(String branch) {
    commit(branch);
    return ForgeContract.done(forge.open(branch, "main", new RequestText("title", "body")));
  }

  @Override
  public void close() {
    forge.close();
    standIn.close();
  }
}
