package dev.leasehold.l2;

import dev.leasehold.l2.ProbeResult.Finding;
import dev.leasehold.net.Address;
import dev.leasehold.netlink.NeighborTable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Tries to reach addresses from this machine: a TCP connection to a port of the Service, and where
 * none comes about, whether anything answers ARP or NDP for the address. The kernel asks for the
 * link-layer address because of the connection, so no packets have to be made, and no capability is
 * needed.
 */
public final class AddressProbe implements Probe {
  /** The most addresses that are tried at the same time. */
  private static final int AT_ONCE = 32;

  /** A port that is tried where a Service has no TCP port: a refusal is an answer. */
  private static final int DISCARD = 9;

  private final Neighbors neighbors;
  private final int timeoutMillis;

  /** The neighbors that the kernel knows. */
  @FunctionalInterface
  interface Neighbors {
    Map<Address, NeighborTable.State> read() throws IOException;
  }

  /**
   * @param timeout the longest wait for a connection; the kernel needs 3 s to notice that nothing
   *     answers on the link
   */
  public AddressProbe(Duration timeout) {
    this(timeout, NeighborTable::read);
  }

  AddressProbe(Duration timeout, Neighbors neighbors) {
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    this.neighbors = neighbors;
  }

  /**
   * Tries all addresses of the Services, several at a time.
   *
   * @throws IOException if the neighbors cannot be read
   */
  @Override
  public List<ProbeResult> probe(List<AnnouncedService> services)
      throws IOException, InterruptedException {
    List<Callable<ProbeResult>> attempts = new ArrayList<>();
    for (AnnouncedService service : services) {
      for (Address address : service.addresses()) {
        attempts.add(() -> new ProbeResult(service, address, connect(service, address)));
      }
    }
    List<ProbeResult> results = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.clamp(attempts.size(), 1, AT_ONCE),
            Thread.ofPlatform().daemon().name("probe-", 0).factory())) {
      for (Future<ProbeResult> result : threads.invokeAll(attempts)) {
        results.add(result.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return results.stream().anyMatch(result -> result.finding() == Finding.NO_ANSWER)
        ? withNeighbors(results)
        : results;
  }

  private List<ProbeResult> withNeighbors(List<ProbeResult> results) throws IOException {
    Map<Address, NeighborTable.State> known = neighbors.read();
    return results.stream()
        .map(result ->
            result.finding() == Finding.NO_ANSWER
                ? new ProbeResult(
                    result.service(),
                    result.address(),
                    switch (known.get(result.address())) {
                      case null -> Finding.NO_ANSWER;
                      case RESOLVED -> Finding.ON_LINK;
                      case SILENT -> Finding.SILENT;
                    })
                : result)
        .toList();
  }

  /** Tries the ports until one accepts. */
  private Finding connect(AnnouncedService service, Address address) throws IOException {
    InetAddress host = InetAddress.getByAddress(address.bytes());
    Finding best = Finding.NO_ANSWER;
    List<Integer> ports = service.tcpPorts().isEmpty() ? List.of(DISCARD) : service.tcpPorts();
    for (int port : ports) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, port), timeoutMillis);
        return Finding.CONNECTED;
      } catch (ConnectException e) {
        best = Finding.ON_LINK; // refused
      } catch (IOException e) {
        if (best == Finding.NO_ANSWER) {
          return best; // the other ports would take as long
        }
      }
    }
    return best;
  }
}
