package dev.leasehold.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The cost of a large repository: the time from an advertisement to the commit on the remote
 * branch, processor time, memory and disk. Then the time of a script that makes a commit with git.
 */
final class FilesBench {
  private static final int WARM_UP = 3;
  private static final int MEASURED = 15;
  private static final int SCRIPTED = 5;

  /** A clone with more files takes minutes. */
  private static final int MOST_SCRIPTED = 10_000;

  private static final int REST_MILLIS = 200;

  private static final String SCRIPT =
      """
      set -eu
      rm -rf clone
      git clone -q --depth 1 --branch main "file://$1" clone
      cd clone
      sed -i "s|^# Round .*||;1i # Round $2" Kptfile
      git -c user.name=script -c user.email=script@localhost commit -q -a -m "Round $2"
      git push -q origin HEAD:main
      """;

  private FilesBench() {}

  /**
   * Arguments: an empty folder, the watcher's namespace and interface, the provider's interface,
   * the number of unrelated manifests, and the number of commits in the history.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int others = Integer.parseInt(arguments[4]);
    int commits = Integer.parseInt(arguments[5]);
    Figures own = new Figures();
    Figures after = new Figures();
    Figures script = new Figures();
    try (Remote remote =
            Remote.create(folder, Remote.Acquisition.advertised(arguments[2]), others);
        Provider provider = new Provider(arguments[3])) {
      remote.addHistory(commits);
      System.out.printf("%,d other manifests, %,d commits%n", others, commits);
      long start = System.nanoTime();
      try (Watcher watcher = Watcher.start(folder, arguments[1], remote)) {
        System.out.printf("start to listening       %8.0f ms%n", since(start) / 1e6);
        for (int i = 0; i < WARM_UP; i++) {
          commit(provider, remote);
        }
        long cpu = watcher.cpuMillis();
        for (int i = 0; i < MEASURED; i++) {
          Thread.sleep(REST_MILLIS);
          own.add(commit(provider, remote));
        }
        cpu = watcher.cpuMillis() - cpu;
        for (int i = 0; i < MEASURED; i++) {
          Thread.sleep(REST_MILLIS);
          remote.addHistory(1);
          after.add(commit(provider, remote));
        }
        for (int i = 0; others <= MOST_SCRIPTED && i < SCRIPTED; i++) {
          script.add(script(folder, remote, i));
        }
        watcher.mustBeHealthy();
        print("commit on its own tip", own);
        print("commit on another's tip", after);
        if (others <= MOST_SCRIPTED) {
          print("a script with git", script);
        }
        System.out.printf("processor time a commit  %8.0f ms%n", cpu / (double) MEASURED);
        System.out.printf("memory                   %s%n", watcher.memory());
        System.out.printf("disk                     %8.1f MiB%n", size(folder.resolve("state")));
      }
    }
  }

  private static void print(String what, Figures figures) {
    System.out.printf(
        "%-24s %8.0f ms p50, %.0f ms p95%n",
        what, figures.percentile(50) / 1e6, figures.percentile(95) / 1e6);
  }

  private static long commit(Provider provider, Remote remote) throws Exception {
    long sent = provider.renumber();
    return remote.awaitCommit().orElseThrow() - sent;
  }

  private static long script(Path folder, Remote remote, int round)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    int exit =
        new ProcessBuilder("sh", "-c", SCRIPT, "sh", remote.directory().toString(), "" + round)
            .directory(folder.toFile())
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("the script failed with " + exit);
    }
    return since(start);
  }

  private static long since(long start) {
    return System.nanoTime() - start;
  }

  private static double size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes / 1048576.0;
    }
  }
}
