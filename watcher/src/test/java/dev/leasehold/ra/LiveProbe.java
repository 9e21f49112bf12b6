package dev.leasehold.ra;

import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.wire.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapHandle;

/**
 * The two ends of a link, each a separate program, because a JVM stays in the network namespace of
 * its start. Events are lines that begin with {@code @}; other lines are the log.
 */
final class LiveProbe {
  private LiveProbe() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "listen" -> listen(args[1]);
      case "send" -> send(args[1]);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Listens like the watcher; accepts the commands {@code solicit} and {@code close}. */
  private static void listen(String interfaceName) throws InterruptedException {
    Source source = RaSource.live(interfaceName, InstantSource.system());
    Thread loop = Thread.ofPlatform().start(() -> run(source));
    commands(command -> {
      switch (command) {
        case "solicit" -> source.ask();
        case "close" -> source.close();
        default -> throw new IllegalArgumentException(command);
      }
    });
    loop.join();
  }

  private static void run(Source source) {
    try {
      source.run(event -> {
        long now = System.nanoTime();
        say(
            switch (event) {
              case SourceEvent.Heard(var observation) ->
                  "heard " + observation.prefixes().getFirst().prefix() + " " + now;
              case SourceEvent.Refused refused -> "refused " + refused.reason().spelling();
              case SourceEvent.Answered _ -> throw new AssertionError("no router is asked");
              case SourceEvent.Listening _ -> "listening";
              case SourceEvent.Lost lost -> "lost " + lost.why();
              case SourceEvent.GaveUp failed -> "failed " + failed.why();
              case SourceEvent.Noted noted -> "noted " + noted.notice().text();
            });
      });
      say("ended");
    } catch (IOException e) {
      say("failed " + e.getMessage());
    }
  }

  /** Sends each frame given in hex, and prints received solicitations. */
  private static void send(String interfaceName) throws Exception {
    try (PcapHandle handle =
        new PcapHandle.Builder(interfaceName)
            .snaplen(2000)
            .immediateMode(true)
            .direction(PcapHandle.PcapDirection.IN)
            .build()) {
      handle.setFilter("icmp6 and ip6[40] == 133", BpfCompileMode.OPTIMIZE);
      Thread.ofPlatform().daemon().start(() -> showSolicitations(handle));
      say("ready");
      commands(hex -> {
        long now = System.nanoTime();
        handle.sendPacket(RaFrames.hex(hex).toArray());
        say("sent " + now);
      });
      Runtime.getRuntime().halt(0); // closing would wait for the reader
    }
  }

  private static void showSolicitations(PcapHandle handle) {
    try {
      while (true) {
        say("solicited " + Bytes.copyOf(handle.getNextRawPacketEx()));
      }
    } catch (Exception e) {
      say("deaf " + e.getMessage());
    }
  }

  private interface Command {
    void accept(String line) throws Exception;
  }

  /** Until the other end closes the pipe: a probe does not outlive its test. */
  private static void commands(Command command) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        command.accept(line);
      }
    } catch (Exception e) {
      say("broken " + e);
    }
  }

  private static void say(String what) {
    System.out.println("@" + what);
  }
}
