package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;

import dev.leasehold.credential.Token;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.forge.Branches;
import dev.leasehold.forge.Forge;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.ForgeAnswer;
import dev.leasehold.forge.ForgeStandIn;
import dev.leasehold.forge.Forges;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.RequestBranch;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.proposal.CommitMessage;
import dev.leasehold.request.PullRequests;
import dev.leasehold.request.RequestSettings;
import dev.leasehold.request.Requests;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A {@link House} whose changes are pull requests at a strict stand-in of a forge, over its real
 * repository. People review, edit, merge and close them with native git and at the forge.
 */
final class ReviewedHouse implements AutoCloseable {
  static final String BRANCH = "leasehold/test";

  /** How a forge merges. */
  enum Merge {
    COMMIT,
    SQUASH,
    REBASE,
    FAST_FORWARD
  }

  final House house;
  final ForgeStandIn forge;
  Set<String> labels = Set.of();
  List<String> reviewers = List.of();
  boolean autoMerge;
  Merge merge = Merge.COMMIT;

  /** Whether the forge deletes a branch when it merges it. */
  boolean deletesMergedBranches;

  /** Whether the forge is down. */
  boolean isDown;

  /** The call of the forge before which the program is killed; empty: none. */
  String killedBefore = "";

  /** The call of the forge after which the program is killed; empty: none. */
  String killedAfter = "";

  private ReviewedHouse(House house, Product product) {
    this.house = house;
    this.forge = ForgeStandIn.start(product, new RealBranches());
    forge.defineLabel("network");
    house.asks = this::requests;
  }

  /** A house that holds A and reviews everything. */
  static ReviewedHouse holdingA(Path folder, Product product) {
    ReviewedHouse reviewed = new ReviewedHouse(House.holdingA(folder), product);
    reviewed.house.reviews();
    return reviewed;
  }

  /** A house without a lease that reviews everything. */
  static ReviewedHouse in(Path folder, Product product) {
    ReviewedHouse reviewed = new ReviewedHouse(House.in(folder), product);
    reviewed.house.reviews();
    return reviewed;
  }

  /** A house with these files that holds A, and then follows these rules. */
  static ReviewedHouse with(
      Path folder, Map<String, String> files, Product product, ReviewRules rules) {
    ReviewedHouse reviewed = new ReviewedHouse(House.in(folder, files).holding(A), product);
    reviewed.house.rules = rules;
    reviewed.house.restarts();
    return reviewed;
  }

  /** A house with these files, without a lease, that pushes. */
  static ReviewedHouse unleased(Path folder, Map<String, String> files, Product product) {
    ReviewedHouse reviewed = new ReviewedHouse(House.in(folder, files), product);
    reviewed.house.restarts();
    return reviewed;
  }

  /** The same house with review. */
  static ReviewedHouse around(House house, Product product) {
    ReviewedHouse reviewed = new ReviewedHouse(house, product);
    house.reviews();
    return reviewed;
  }

  /** The source replaces A by B, and A drains. */
  ReviewedHouse renumbers() {
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    return this;
  }

  /** The source takes that back. */
  ReviewedHouse changesItsMind() {
    house.hears(R1, preferred(A), deprecated(B)).after(5);
    return this;
  }

  /** Restarts, and hears the same again. */
  ReviewedHouse restarts() {
    house.restarts();
    return renumbers();
  }

  /** Long enough for an open request to be read again. */
  ReviewedHouse isReadAgain() {
    house.after(660);
    return this;
  }

  private Requests requests(GitWriter writer) {
    RequestBranch branch =
        writer.requests(
            BRANCH, RequestBranch.Form.BRANCH, message -> CommitMessage.isBy("test", message));
    Forge real =
        Forges.open(
            product(),
            forge.apiUrl(),
            ForgeStandIn.REPOSITORY,
            tokens(),
            HttpAccess.DEFAULT,
            () -> house.now);
    return new PullRequests(
        branch, dying(real), new RequestSettings("main", labels, reviewers, autoMerge));
  }

  private Product product() {
    String api = forge.apiUrl().getPath();
    return api.contains("v4")
        ? Product.GITLAB
        : api.contains("v1") ? Product.GITEA : Product.GITHUB;
  }

  /** The forge of a program that is killed. */
  private Forge dying(Forge real) {
    return (Forge)
        Proxy.newProxyInstance(
            Forge.class.getClassLoader(),
            new Class<?>[] {Forge.class},
            (_, method, arguments) -> {
              if (method.getName().equals(killedBefore)) {
                killedBefore = "";
                throw new House.Killed();
              }
              if (isDown) {
                return new ForgeAnswer.Unavailable<>("503 Service Unavailable", Optional.empty());
              }
              Object answer;
              try {
                answer = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (method.getName().equals(killedAfter)) {
                killedAfter = "";
                throw new House.Killed();
              }
              return answer;
            });
  }

  private static TokenSource tokens() {
    return new TokenSource() {
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
    };
  }

  // What people do.

  /** A person adds a commit to the branch of the request. */
  void somebodyEditsTheRequest() {
    onBranch(work -> {
      House.write(work.resolve("note.txt"), "Mine.\n");
      house.gitIn(work, "add", "-A");
      house.gitIn(work, "commit", "-q", "-m", "By a reviewer");
    });
  }

  /** A person removes that commit again. */
  void somebodyResetsTheRequest() {
    onBranch(work -> house.gitIn(work, "reset", "-q", "--hard", "HEAD~1"));
  }

  private void onBranch(House.Work does) {
    Path work = work();
    house.gitIn(work, "checkout", "-q", "-B", BRANCH, "origin/" + BRANCH);
    does.in(work);
    house.gitIn(work, "push", "-q", "--force", "origin", BRANCH);
  }

  private Path work() {
    Path work = house.folder.resolve("reviewer");
    if (!Files.exists(work)) {
      house.gitIn(house.folder, "clone", "-q", house.remote.toString(), work.toString());
    }
    house.gitIn(work, "fetch", "-q", "--prune", "origin");
    return work;
  }

  void somebodyDeletesTheBranch() {
    house.git("branch", "-q", "-D", BRANCH);
  }

  /** Merges the newest request, and lets the watch see that. */
  ReviewedHouse isMerged() {
    forge.mergeAsPerson(newest());
    house.looksAtTip();
    return this;
  }

  // What tests look at.

  /** The number of the newest request. */
  long newest() {
    return forge.numbers().getLast();
  }

  /** The number of calls of the API so far. */
  int calls() {
    return forge.received().size();
  }

  /** The number of calls of the API that change something so far. */
  long changes() {
    return forge.received().stream()
        .filter(c -> !c.method().equals("GET") && !c.body().contains("query("))
        .count();
  }

  /** The commit of the request's branch; empty if there is no branch. */
  Optional<String> commit() {
    return tip(BRANCH);
  }

  private Optional<String> tip(String branch) {
    return house
        .git("for-each-ref", "--format=%(objectname)", "refs/heads/" + branch)
        .lines()
        .findFirst();
  }

  /** The subjects of the commits of the branch beyond main, the newest first. */
  List<String> commits() {
    return house.git("log", "--format=%s", "main.." + BRANCH).lines().toList();
  }

  /** A file on the request's branch. */
  String text(String file) {
    return house.git("show", BRANCH + ":" + file);
  }

  /** How often an event of this kind was said. */
  long said(Predicate<Object> event) {
    return house.events.stream().filter(event).count();
  }

  @Override
  public void close() {
    forge.close();
  }

  /** The branches of the real repository, which the forge merges with native git. */
  private final class RealBranches implements Branches {
    @Override
    public Optional<String> tip(String branch) {
      return ReviewedHouse.this.tip(branch);
    }

    @Override
    public boolean isAhead(String branch, String base) {
      return !house.git("rev-list", base + ".." + branch).isBlank();
    }

    @Override
    public String merge(String branch, String base) {
      Path work = work();
      house.gitIn(work, "checkout", "-q", "-B", "merging", "origin/" + base);
      switch (merge) {
        case COMMIT ->
            house.gitIn(
                work, "merge", "-q", "--no-ff", "-m", "Merge the request", "origin/" + branch);
        case SQUASH -> {
          house.gitIn(work, "merge", "-q", "--squash", "origin/" + branch);
          house.gitIn(work, "commit", "-q", "-m", "Squash of the request");
        }
        case REBASE -> {
          house.gitIn(work, "checkout", "-q", "-B", "merging", "origin/" + branch);
          house.gitIn(work, "rebase", "-q", "--force-rebase", "origin/" + base);
        }
        case FAST_FORWARD -> house.gitIn(work, "merge", "-q", "--ff-only", "origin/" + branch);
      }
      house.gitIn(work, "push", "-q", "origin", "HEAD:" + base);
      if (deletesMergedBranches) {
        house.gitIn(work, "push", "-q", "origin", ":" + branch);
      }
      return tip(base).orElseThrow();
    }
  }
}
