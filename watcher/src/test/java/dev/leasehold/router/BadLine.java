package dev.leasehold.router;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.ssh.Sshd;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * A line to an SSH server in a namespace. A relay on loopback of this machine, at the port of that
 * server, delays everything; nftables in the namespace drops packets.
 */
final class BadLine implements AutoCloseable {
  private final String namespace;
  private final int port;
  private final Duration delay;
  private final ServerSocket relay;
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();

  /** Some octets, and the time to pass them on; none at the end. */
  private record Part(ByteBuffer octets, long at) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(at, ((Part) other).at);
    }
  }

  /**
   * Starts the relay. Nothing is lost yet.
   *
   * @param delay in each direction
   */
  BadLine(String namespace, int port, Duration delay) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nft")), "no program nft");
    this.namespace = namespace;
    this.port = port;
    this.delay = delay;
    relay = new ServerSocket(port, 9, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
    nft("add table inet line");
    nft("add chain inet line input { type filter hook input priority 0; }");
  }

  /** Drops some of the packets, in both directions. */
  void lose(int percent) {
    drop("numgen random mod 100 < " + percent);
  }

  /** Drops everything. */
  void fallSilent() {
    drop("");
  }

  /** Drops nothing. */
  void recover() {
    nft("flush chain inet line input");
  }

  private void drop(String condition) {
    recover();
    for (String side : List.of("sport", "dport")) {
      nft("add rule inet line input tcp " + side + " " + port + " " + condition + " counter drop");
    }
  }

  /** How many packets were dropped since {@link #lose}. */
  int lost() {
    return nft("list table inet line")
        .lines()
        .filter(line -> line.contains("counter packets "))
        .mapToInt(line -> Integer.parseInt(line.replaceAll(".*packets (\\d+) .*", "$1")))
        .sum();
  }

  private String nft(String command) {
    return Sshd.run(List.of("ip", "netns", "exec", namespace, "nft", command));
  }

  private void accept() {
    // The first cat ends with the input, and the second one with the server.
    String cross =
        "exec 3<>/dev/tcp/127.0.0.1/%d 4<&0 && { cat <&4 >&3 & cat <&3; kill $!; }".formatted(port);
    while (!relay.isClosed()) {
      try {
        Socket client = relay.accept();
        Process server =
            new ProcessBuilder("ip", "netns", "exec", namespace, "bash", "-c", cross)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        open.add(client);
        open.add(() -> end(server));
        relay(client.getInputStream(), server.getOutputStream(), () -> end(server));
        relay(server.getInputStream(), client.getOutputStream(), client);
      } catch (IOException e) {
        return; // the end of the test
      }
    }
  }

  private static void end(Process server) {
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly();
  }

  /** Passes on what arrives, late; closes the other side after the end. */
  private void relay(InputStream from, OutputStream to, Closeable atEnd) {
    BlockingQueue<Part> late = new DelayQueue<>();
    Thread.ofVirtual()
        .start(() -> {
          byte[] buffer = new byte[1 << 14];
          int read = 0;
          while (read >= 0) {
            try {
              read = from.read(buffer);
            } catch (IOException e) {
              read = -1;
            }
            byte[] octets = Arrays.copyOf(buffer, Math.max(0, read));
            late.add(new Part(ByteBuffer.wrap(octets), System.nanoTime() + delay.toNanos()));
          }
        });
    Thread.ofVirtual()
        .start(() -> {
          try (atEnd) {
            Part part = late.take();
            while (part.octets().hasRemaining()) {
              to.write(part.octets().array());
              to.flush();
              part = late.take();
            }
          } catch (IOException e) {
            // the other side is gone
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Override
  public void close() throws IOException {
    relay.close();
    for (Closeable each : open) {
      each.close();
    }
  }
}
