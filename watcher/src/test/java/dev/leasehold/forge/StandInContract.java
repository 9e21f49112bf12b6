package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.credential.Token;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.forge.PullRequest.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract with a stand-in, and what every forge does about faults. */
abstract class StandInContract extends ForgeContract {
  private static final RequestText TEXT = new RequestText("title", "body");

  protected abstract Product product();

  @Override
  protected final ForgeLab start() {
    return new StandInLab(product());
  }

  protected final StandInLab local() {
    return (StandInLab) lab;
  }

  protected final ForgeStandIn standIn() {
    return local().standIn;
  }

  /** The last segment of the path that opens and lists requests. */
  protected String requests() {
    return "/pulls";
  }

  protected String comments() {
    return "/comments";
  }

  protected static Refused<?> refused(ForgeAnswer<?> answer) {
    return assertInstanceOf(Refused.class, answer, answer.toString());
  }

  protected static Unavailable<?> unavailable(ForgeAnswer<?> answer) {
    return assertInstanceOf(Unavailable.class, answer, answer.toString());
  }

  protected final void refuseNext(String method, String part, int status, String body) {
    standIn().refuseNext(method, part, status, Map.of(), body);
  }

  @Test
  void waitsForRequiredChecks() {
    PullRequest request = local().open("ours");
    standIn().checksArePending(true);
    assertEquals(State.OPEN, done(forge.mergeWhenReady(request, request.head())).state());
    assertTrue(standIn().isMergeWaiting(request.number()));
    assertEquals(State.OPEN, done(forge.mergeWhenReady(request, request.head())).state());
    standIn().checksArePending(false);
    assertEquals(State.MERGED, done(forge.read(request)).state());
  }

  @Test
  void saysThatTheUserMayNotMerge() {
    PullRequest request = local().open("ours");
    standIn().permitMerge(false);
    Refused<?> refused = refused(forge.mergeWhenReady(request, request.head()));
    assertTrue(
        refused.whatToDo().contains("merge") || refused.whatToDo().contains("contents: write"),
        refused.toString());
    assertEquals(State.OPEN, done(forge.read(request)).state());
  }

  @Test
  void doesNotMergeConflicts() {
    PullRequest request = local().open("ours");
    standIn().conflict(Optional.of(true));
    unavailable(forge.mergeWhenReady(request, request.head()));
  }

  @Test
  void opensNoSecondRequestAfterALostReply() {
    local().commit("ours");
    standIn().loseNextReply("POST", requests());
    unavailable(forge.open("ours", "main", TEXT));
    assertEquals(List.of(1L), standIn().numbers());
    assertEquals(1, done(forge.open("ours", "main", TEXT)).number());
    assertEquals(List.of(1L), standIn().numbers());
  }

  @Test
  void makesNoSecondCommentAfterALostReply() {
    PullRequest request = local().open("ours");
    standIn().loseNextReply("POST", comments());
    unavailable(forge.comment(request, "topic", "text"));
    done(forge.comment(request, "topic", "text"));
    assertEquals(1, standIn().comments(request.number()).size());
  }

  @Test
  void takesAMergeForDoneAfterALostReply() {
    PullRequest request = local().open("ours");
    standIn().loseNextReply(product() == Product.GITEA ? "POST" : "PUT", "/merge");
    unavailable(forge.mergeWhenReady(request, request.head()));
    assertEquals(State.MERGED, done(forge.mergeWhenReady(request, request.head())).state());
  }

  @Test
  void editsOnlyAChangedComment() {
    PullRequest request = local().open("ours");
    done(forge.comment(request, "topic", "text"));
    int before = standIn().received().size();
    done(forge.comment(request, "topic", "text"));
    assertTrue(
        standIn().received().stream()
            .skip(before)
            .allMatch(call -> call.method().equals("GET") || call.target().equals("/graphql")));
  }

  @Test
  void findsCommentsOnLaterPages() {
    PullRequest request = local().open("ours");
    for (int i = 0; i < 150; i++) {
      standIn().commentAsPerson(request.number(), "comment " + i);
    }
    done(forge.comment(request, "topic", "text"));
    done(forge.comment(request, "topic", "other text"));
    assertEquals(151, standIn().comments(request.number()).size());
  }

  @Test
  void waitsAfterErrorsOfTheServer() {
    for (int status : List.of(500, 502, 503, 504, 408)) {
      refuseNext("GET", requests(), status, "<html><h1>Bad gateway</h1></html>");
      Unavailable<?> answer = unavailable(forge.newest("ours", "main"));
      assertTrue(answer.reason().contains(String.valueOf(status)), answer.reason());
      assertEquals(Optional.empty(), answer.retryAfter());
    }
    done(forge.newest("ours", "main"));
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    Map<String, String> header = Map.of("Retry-After", "7");
    for (int status : List.of(429, 503)) {
      standIn().refuseNext("GET", requests(), status, header, "{}");
      assertEquals(
          Optional.of(Duration.ofSeconds(7)),
          unavailable(forge.newest("ours", "main")).retryAfter());
    }
  }

  @Test
  void namesTheAuthEntryOfARefusedToken() {
    standIn().rotate("another");
    Refused<?> refused = refused(forge.newest("ours", "main"));
    assertTrue(refused.whatToDo().contains("auth 'forge'"), refused.toString());
    assertFalse(refused.toString().contains(ForgeStandIn.TOKEN));
  }

  @Test
  void triesAReplacedTokenAtOnce() {
    standIn().rotate("another");
    local().nextToken = new Token.Secret("me", "another");
    assertEquals(Optional.empty(), done(forge.newest("ours", "main")));
  }

  @Test
  void reportsAMissingToken() {
    local().token = new Token.Missing("auth 'forge': gone", Optional.of("Put it there."));
    assertEquals(
        new Refused<>("auth 'forge': gone", "Put it there."), forge.newest("ours", "main"));
    local().token = new Token.Missing("auth 'forge': later", Optional.empty());
    assertEquals(
        new Unavailable<>("auth 'forge': later", Optional.empty()), forge.newest("ours", "main"));
    assertEquals(List.of(), standIn().received());
  }

  @Test
  void doesNotShowASecretThatTheServerRepeats() {
    refuseNext("GET", requests(), 403, "{\"message\":\"bad: " + ForgeStandIn.TOKEN + "\"}");
    Refused<?> refused = refused(forge.newest("ours", "main"));
    assertTrue(refused.reason().contains("bad: …"), refused.reason());
    assertFalse(refused.toString().contains(ForgeStandIn.TOKEN));
  }

  @Test
  void namesTheAddressWhenItIsNotThatOfAnApi() {
    String deep = "[".repeat(1000) + "]".repeat(1000);
    for (String body : List.of("<html></html>", deep, "{}", "{\"a\":1,\"a\":2}")) {
      refuseNext("GET", requests(), 200, body);
      Refused<?> refused = refused(forge.newest("ours", "main"));
      assertTrue(refused.whatToDo().startsWith("Check apiUrl"), refused.toString());
    }
  }

  @Test
  void refusesARedirectToAnotherServer() {
    Map<String, String> header = Map.of("Location", "http://127.0.0.2:9/steal");
    standIn().refuseNext("GET", requests(), 302, header, "");
    Refused<?> refused = refused(forge.newest("ours", "main"));
    assertTrue(refused.reason().contains("redirected"), refused.reason());
  }

  @Test
  void endsAnOperationThatTakesTooLong() {
    PullRequest request = local().open("ours");
    local().tick = Duration.ofSeconds(61);
    Unavailable<?> answer = unavailable(forge.comment(request, "topic", "text"));
    assertTrue(answer.reason().contains("longer than 60 s"), answer.reason());
    local().tick = Duration.ZERO;
    done(forge.comment(request, "topic", "text"));
  }

  @Test
  void waitsForAServerThatIsDown() {
    standIn().close();
    Unavailable<?> answer = unavailable(forge.newest("ours", "main"));
    assertTrue(answer.reason().contains("refuses the connection"), answer.reason());
  }

  @Test
  void asksForNothingWhereNothingIsToDo() {
    PullRequest request = local().open("ours");
    int before = standIn().received().size();
    done(forge.addLabels(request, Set.of()));
    done(forge.requestReview(request, List.of()));
    assertEquals(before, standIn().received().size());
  }

  @Test
  void doesNotKnowOfConflictsWhileTheForgeDoesNot() {
    PullRequest request = local().open("ours");
    assertEquals(Optional.of(false), done(forge.read(request)).conflicts());
    standIn().conflict(Optional.empty());
    assertEquals(Optional.empty(), done(forge.read(request)).conflicts());
    done(forge.close(request));
    assertEquals(Optional.empty(), done(forge.read(request)).conflicts());
  }

  @Test
  void seesAConflict() {
    PullRequest request = local().open("ours");
    standIn().conflict(Optional.of(true));
    done(forge.read(request));
    local().now = local().now.plusSeconds(60);
    assertEquals(Optional.of(true), done(forge.read(request)).conflicts());
  }

  @Test
  void refusesATopicThatWouldShow() {
    PullRequest request = local().open("ours");
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalArgumentException.class, () -> forge.comment(request, "a -->", "text"));
  }
}
