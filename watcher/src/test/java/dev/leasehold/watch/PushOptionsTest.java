package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.C;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.RequestBranch;
import dev.leasehold.proposal.CommitMessage;
import dev.leasehold.request.PushedRequests;
import dev.leasehold.request.RequestSettings;
import dev.leasehold.request.Requests;
import dev.leasehold.source.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A watch whose requests are push options, at native git. A hook records them, and prints what
 * GitLab prints.
 */
final class PushOptionsTest {
  private static final String BRANCH = "leasehold/test";
  private static final String URL = "https://gitlab.example/me/home/-/merge_requests/1";
  private static final Origin GUEST = House.router("fe80::9", "enp2s0");

  @TempDir private Path folder;

  /** A push to the branch of the request. */
  private record Push(String oldCommit, String newCommit, List<String> options) {}

  private House holdingA(Map<String, String> files) throws IOException {
    House house = House.in(folder, files).holding(A);
    house.git("config", "receive.advertisePushOptions", "true");
    Path hook = house.remote.resolve("hooks/post-receive");
    Files.createDirectories(hook.getParent());
    Files.writeString(
        hook,
        """
        #!/bin/sh
        while read -r old new ref; do
          [ "$ref" = refs/heads/%s ] || continue
          echo "push $old $new" >>%s
          i=0
          while [ "$i" -lt "${GIT_PUSH_OPTION_COUNT:-0}" ]; do
            eval "echo \\"\\$GIT_PUSH_OPTION_$i\\"" >>%s
            i=$((i + 1))
          done
          printf '\\nView merge request for %s:\\n  %s\\n\\n'
        done
        """
            .formatted(BRANCH, log(), log(), BRANCH, URL));
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    house.asks = PushOptionsTest::requests;
    return house.reviews();
  }

  private static Requests requests(GitWriter writer) {
    return new PushedRequests(
        writer.requests(
            BRANCH, RequestBranch.Form.BRANCH, message -> CommitMessage.isBy("test", message)),
        PushedRequests.Server.GITLAB,
        new RequestSettings("main", Set.of("network", "auto"), List.of(), true));
  }

  private Path log() {
    return folder.resolve("pushes.txt");
  }

  private List<Push> pushes() throws IOException {
    List<Push> pushes = new ArrayList<>();
    List<String> options = new ArrayList<>();
    for (String line : lines()) {
      if (line.startsWith("push ")) {
        String[] words = line.split(" ");
        options = new ArrayList<>();
        pushes.add(new Push(words[1], words[2], options));
      } else {
        options.add(line);
      }
    }
    return pushes;
  }

  private List<String> lines() throws IOException {
    try {
      return Files.readAllLines(log());
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static String commit(House house) {
    return house.git("rev-parse", BRANCH).strip();
  }

  private static String title(String change) {
    return "merge_request.title=" + change;
  }

  @Test
  void asksWithTheOptionsOfThePush() throws IOException {
    House house = holdingA(House.files());
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(1, pushes().size());
    Push push = pushes().getFirst();
    assertEquals(commit(house), push.newCommit());
    assertEquals(
        List.of(
            "merge_request.create",
            "merge_request.target=main",
            title("Renumber home: " + A + " → " + B),
            "merge_request.remove_source_branch",
            "merge_request.label=auto",
            "merge_request.label=network",
            "merge_request.auto_merge"),
        push.options().stream().filter(o -> !o.startsWith("merge_request.description=")).toList());
    assertEquals(URL, house.watch.status().target().request().orElseThrow().url());
    assertEquals(List.of("Lease home: " + A), house.commits());
  }

  @Test
  void pushesTheNextChangeWithItsTitle() throws IOException {
    House house = holdingA(House.files());
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    String first = commit(house);
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    assertEquals(2, pushes().size());
    Push push = pushes().getLast();
    assertEquals(first, push.oldCommit());
    assertEquals(commit(house), push.newCommit());
    assertTrue(push.options().contains(title("Renumber home: " + A + " → " + C)), push::toString);
    assertTrue(
        push.options().stream()
            .anyMatch(o -> o.startsWith("merge_request.description=") && o.contains(C.toString())),
        push::toString);
    assertEquals("1", house.git("rev-list", "--count", "main.." + BRANCH).strip());
  }

  @Test
  void pushesNothingWhileTheChangeIsTheSame() throws IOException {
    House house = holdingA(House.files());
    house.hears(R1, deprecated(A), preferred(B)).after(1300);
    house.restarts().hears(R1, deprecated(A), preferred(B)).after(1300);
    assertEquals(1, pushes().size());
    assertInstanceOf(Outcome.Proposed.class, house.outcomes.getLast());
  }

  @Test
  void deletesTheBranchWhenTheChangeIsNoLongerNeeded() throws IOException {
    House house = holdingA(House.files());
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    house.hears(R1, preferred(A), deprecated(B)).after(5);
    assertEquals(2, pushes().size());
    assertEquals("0".repeat(40), pushes().getLast().newCommit());
    assertEquals(List.of(), pushes().getLast().options());
    house.after(3600);
    assertEquals(2, pushes().size());
    assertTrue(house.watch.status().target().request().isEmpty());
  }

  /** The first source that speaks after a start says nothing of the other change. */
  @Test
  void takesNoChangeForMergedWhileAnotherIsUndecided() throws IOException {
    House house =
        holdingA(
            House.files(
                "intent/guest.yaml",
                House.PREFIX
                    .replace("name: home", "name: guest")
                    .replace("interface: enp1s0", "interface: enp2s0")
                    .replace("name: lb,", "name: guests,")
                    .replace("name: other,", "name: others,")));
    house.hears(GUEST, preferred(C)).hears(R1, deprecated(A), preferred(B)).after(10);
    String both = commit(house);
    house.restarts().hears(GUEST, preferred(C)).after(30);
    assertEquals(both, commit(house));
    assertEquals(0, leased(house, "guest"), "it is not merged");
    house.hears(R1, deprecated(A), preferred(B)).after(60);
    int writes = house.writes;
    house.after(3600);
    assertTrue(house.writes - writes < 20, "writes in an hour: " + (house.writes - writes));
    assertEquals(both, commit(house));
  }

  private static long leased(House house, String prefix) {
    return house.watch.status().prefixes().stream()
        .filter(p -> p.lease().name().equals(prefix))
        .mapToLong(p -> p.lease().entries().size())
        .sum();
  }
}
