package dev.leasehold.cli;

import com.sun.jna.Function;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Commands in a network namespace. */
public final class Namespace {
  private Namespace() {}

  /** A command line that runs in the namespace. */
  public static List<String> in(String name, List<String> line) {
    List<String> wrapped = new ArrayList<>(List.of("ip", "netns", "exec", name));
    wrapped.addAll(line);
    return wrapped;
  }

  /** Runs a command to its end; returns its output. */
  public static String run(List<String> line, String input)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", line) + " failed: " + output);
    }
    return output;
  }

  /**
   * Runs code on a thread in the namespace. Sockets and threads that the code creates stay there.
   */
  public static <T> T inside(String name, Callable<T> task) throws Exception {
    FutureTask<T> inside =
        new FutureTask<>(() -> {
          int readOnly = 0;
          int network = 0x4000_0000;
          int file = call("open", "/run/netns/" + name, readOnly);
          try {
            call("setns", file, network);
          } finally {
            call("close", file);
          }
          return task.call();
        });
    Thread.ofPlatform().daemon().start(inside);
    return inside.get();
  }

  private static int call(String function, Object... arguments) {
    int result = Function.getFunction("c", function).invokeInt(arguments);
    if (result < 0) {
      throw new IllegalStateException(function + " failed: errno " + Native.getLastError());
    }
    return result;
  }

  /** Runs {@code ip} in the namespace. */
  public static String ip(String name, String words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("ip", "-n", name));
    line.addAll(List.of(words.split(" ")));
    return run(line, "");
  }

  /** Kills the processes in the namespace and removes it. */
  public static void remove(String name) throws IOException, InterruptedException {
    if (!run(List.of("ip", "netns", "list"), "")
        .lines()
        .anyMatch(l -> l.split(" ")[0].equals(name))) {
      return;
    }
    run(List.of("ip", "netns", "pids", name), "")
        .lines()
        .map(Long::parseLong)
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(ProcessHandle::destroyForcibly);
    run(List.of("ip", "netns", "del", name), "");
  }

  /** A page of the watcher, from its status line on. */
  static String page(String name, String path) throws IOException, InterruptedException {
    return run(
        in(name, List.of("busybox", "nc", "127.0.0.1", "9546")),
        "GET " + path + " HTTP/1.0\r\n\r\n");
  }
}
