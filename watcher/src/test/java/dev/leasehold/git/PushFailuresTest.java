package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.text.FileContent;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.LockFailedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PushFailuresTest {
  /** Ref statuses and messages of servers, and whether another try may succeed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          non-fast-forward | "" | true
          fetch first | "" | true
          failed to lock | "" | true
          cannot lock ref 'refs/heads/main': is at 1 but expected 2 | "" | true
          incorrect old value provided | "" | true
          failed to update ref | error: cannot lock ref 'refs/heads/main' | true
          failed to update ref | error: unable to write file: No space left on device | false
          failed to update ref | cannot lock ref 'x': Unable to create 'x.lock': Read-only file system | false
          pre-receive hook declined | fetch first | false
          hook declined | cannot lock ref | false
          protected branch hook declined | GH006: Protected branch update failed | false
          push declined due to email privacy restrictions | GH007 | false
          branch is currently checked out | "" | false
          """)
  void distinguishesARaceFromARefusal(String status, String messages, boolean race) {
    assertEquals(race, PushFailures.isRace(status, messages));
  }

  @Test
  void hidesPasswordsAndEscapesAndLimitsTheLength() {
    assertEquals(
        "at https://git:***@forge.example/x\n    red\\u0007",
        Wording.clean("at https://git:s3:cret@forge.example/x\r\n\033[1;31mred\033[0m\007\n"));
    assertTrue(Wording.clean("x".repeat(100_000)).length() < 5_000);
    assertEquals("ssh://git@forge.example:22/x@y", Wording.clean("ssh://git@forge.example:22/x@y"));
  }

  @Test
  void distinguishesUnreachableSilentAndBrokenConnections() throws IOException {
    GitTarget target =
        new GitTarget(
            "home",
            "file:///srv/home.git",
            "main",
            "",
            new GitTarget.Auth.None(),
            GitScenario.AUTHOR);
    assertEquals(
        List.of(
            "cannot reach file:///srv/home.git: the host refuses the connection",
            "cannot reach file:///srv/home.git: there is no host of that name, or no name service",
            "no answer from file:///srv/home.git in time; check host, port, network",
            "no answer from file:///srv/home.git in time; check host, port, network",
            "the connection to file:///srv/home.git broke: \"git: (Broken pipe)\""),
        List.of(
            reason(target, new ConnectException("refused")),
            reason(target, new UnknownHostException("forge")),
            reason(target, new InterruptedIOException("Read timed out")),
            reason(target, new SshException("of MINA", new TimeoutException())),
            reason(target, new IOException("Broken pipe"))));
    assertThrows(
        IOException.class,
        () -> reason(target, new LockFailedException(new File("shallow.lock"))),
        "the local repository is the trouble");
  }

  @Test
  void describesFailuresOfTheLocalRepository() {
    assertEquals(
        List.of(
            "/git/objects: permission denied",
            "/git/HEAD is missing",
            "/git already exists",
            "/git is not a folder",
            "No space left on device"),
        Stream.of(
                new AccessDeniedException("/git/objects"),
                new NoSuchFileException("/git/HEAD"),
                new FileAlreadyExistsException("/git"),
                new NotDirectoryException("/git"),
                new IOException("No space left on device"))
            .map(PushFailures::ofState)
            .toList());
  }

  @Test
  void namesTheUnwritableFileOfALocalRepository() throws IOException {
    GitTarget target =
        new GitTarget(
            "home", "/srv/home.git", "main", "", new GitTarget.Auth.None(), GitScenario.AUTHOR);
    String words = "error occurred during unpacking on the remote end: error /srv/home.git/objects";
    Outcome.Failure failure =
        PushFailures.with(target, access(target), new TransportException(words));
    assertEquals(
        new Outcome.Stalled(
            target.url() + " has files that are not writable: \"" + words + "\"",
            "Let the user who receives pushes there (this one, for a path) write to everything in it.",
            Outcome.Stage.RIGHTS),
        failure);
  }

  private static ServerAccess access(GitTarget target) {
    return new ServerAccess(
        target, Path.of("/nonexistent"), () -> GitScenario.NOW, GitScenario.operations());
  }

  private static String reason(GitTarget target, IOException cause) throws IOException {
    return PushFailures.with(target, access(target), new TransportException("git:", cause))
        .reason();
  }

  @Test
  void dropsTheLeastRecentlyUsedContentButNeverTheLast() {
    BlobCache cache = new BlobCache(10);
    put(cache, "a", 4);
    put(cache, "b", 4);
    cache.get(blob("a"));
    put(cache, "c", 4);
    assertEquals("a c ", kept(cache));
    put(cache, "d", 11);
    assertEquals("d ", kept(cache));
  }

  private static void put(BlobCache cache, String name, int size) {
    cache.put(blob(name), FileContent.of(new byte[size]));
  }

  private static ObjectId blob(String name) {
    return ObjectId.fromString(name.repeat(Constants.OBJECT_ID_STRING_LENGTH));
  }

  private static String kept(BlobCache cache) {
    StringBuilder kept = new StringBuilder();
    for (String name : List.of("a", "b", "c", "d")) {
      kept.append(cache.get(blob(name)) == null ? "" : name + " ");
    }
    return kept.toString();
  }
}
