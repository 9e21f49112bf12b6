package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.router.KernelRoute.NextHop;
import dev.leasehold.ssh.SshReply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the router follows BGP: its kernel, with bird or FRR, and bird on a node. */
@Timeout(value = 3, unit = TimeUnit.MINUTES) // a hang
final class RouterRoutesIT {
  private static final Address ANNOUNCED = Address.parse("203.0.113.40");
  private static final Address OTHER = Address.parse("203.0.113.41");
  private static final Address ELSEWHERE = Address.parse("198.51.100.7");
  private static final Set<String> OUTSIDE = Set.of(RouterLab.PARENT);

  @TempDir Path directory;
  private RouterLab lab;
  private RouterConnection connection;
  private RouterCommands router;

  @BeforeEach
  void start() throws IOException {
    lab = RouterLab.up(directory);
    connection = RouterLab.connection(lab.router());
    router = new RouterCommands(connection, Duration.ofSeconds(2), Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() {
    connection.close();
    lab.close();
  }

  private List<RouteState> routes(Address... addresses) {
    RouterAnswer<List<RouteState>> answer = router.routes(List.of(addresses));
    if (answer instanceof RouterAnswer.Done<List<RouteState>>(List<RouteState> states)) {
      return states;
    }
    throw new AssertionError(answer.toString());
  }

  private RouteState route(Address address) {
    return routes(address).getFirst();
  }

  private static RouteState outside(Address address, String prefix, Optional<String> via) {
    String protocol = via.isPresent() ? "boot" : "kernel";
    return new RouteState(
        address,
        Optional.of(
            new KernelRoute(
                Prefix.parse(prefix),
                protocol,
                List.of(new NextHop(via.map(Address::parse), RouterLab.PARENT)))),
        Set.of(),
        Set.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/usr/bin/dash", "busybox ash"})
  void seesWhatBirdLearns(String shell) throws Exception {
    lab.useShell(shell);
    BgpLab bgp = lab.bgp();
    bgp.birdUp();
    Process node = bgp.announce(ANNOUNCED.toString());
    RouteState state = route(ANNOUNCED);
    while (!state.learnedBy().contains(BgpDaemon.BIRD) || !state.leadsInside(OUTSIDE)) {
      state = route(ANNOUNCED);
    }
    KernelRoute kernel = state.kernel().orElseThrow();
    assertEquals(Prefix.parse("203.0.113.40/32"), kernel.prefix());
    assertEquals("bird", kernel.protocol());
    assertEquals(
        List.of(new NextHop(Optional.of(Address.parse(RouterLab.NODE)), "lan0")),
        kernel.nextHops());
    List<RouteState> both = routes(OTHER, ANNOUNCED);
    assertEquals(state, both.getLast());
    assertEquals(Set.of(BgpDaemon.BIRD), both.getFirst().asked());
    assertEquals(Set.of(), both.getFirst().learnedBy());
    assertFalse(both.getFirst().leadsInside(OUTSIDE));

    // The session ends: the route goes.
    node.destroy();
    while (state.leadsInside(OUTSIDE) || !state.learnedBy().isEmpty()) {
      state = route(ANNOUNCED);
    }
    assertEquals(Set.of(BgpDaemon.BIRD), state.asked());
  }

  /** With FRR 8.4, in one lab, because its daemons start slowly. */
  @Test
  void seesWhatFrrLearns() throws Exception {
    BgpLab bgp = lab.bgp();
    bgp.frrUp();
    Process node = bgp.announce(ANNOUNCED.toString());
    RouteState state = route(ANNOUNCED);
    while (!state.learnedBy().contains(BgpDaemon.FRR) || !state.leadsInside(OUTSIDE)) {
      state = route(ANNOUNCED);
    }
    KernelRoute kernel = state.kernel().orElseThrow();
    assertEquals(Prefix.parse("203.0.113.40/32"), kernel.prefix());
    assertEquals("bgp", kernel.protocol());
    assertEquals(
        List.of(new NextHop(Optional.of(Address.parse(RouterLab.NODE)), "lan0")),
        kernel.nextHops());
    List<RouteState> three = routes(OTHER, ANNOUNCED, Address.parse("2001:db8::1"));
    assertEquals(state, three.get(1));
    for (RouteState other : List.of(three.getFirst(), three.getLast())) {
      assertEquals(Set.of(BgpDaemon.FRR), other.asked());
      assertEquals(Set.of(), other.learnedBy());
      assertFalse(other.leadsInside(OUTSIDE));
    }

    // The session ends: the route goes.
    node.destroy();
    while (state.leadsInside(OUTSIDE) || !state.learnedBy().isEmpty()) {
      state = route(ANNOUNCED);
    }
    assertEquals(Set.of(BgpDaemon.FRR), state.asked());

    // A daemon that is down says nothing, and does not hide the routes of the kernel.
    bgp.frrDown("bgpd");
    assertEquals(
        List.of(outside(ANNOUNCED, "203.0.113.0/24", Optional.empty())), routes(ANNOUNCED));
    bgp.frrDown("zebra");
    assertEquals(
        List.of(outside(ANNOUNCED, "203.0.113.0/24", Optional.empty())), routes(ANNOUNCED));
    bgp.frrUp("");
    assertEquals(Set.of(), route(ANNOUNCED).learnedBy());
    assertEquals(Set.of(BgpDaemon.FRR), route(ANNOUNCED).asked());
  }

  @Test
  void seesTheKernelWithoutADaemon() {
    assertEquals(
        List.of(
            outside(ANNOUNCED, "203.0.113.0/24", Optional.empty()),
            outside(ELSEWHERE, "0.0.0.0/0", Optional.of("203.0.113.1"))),
        routes(ANNOUNCED, ELSEWHERE));
    lab.inHome("ip", "route", "del", "default");
    lab.inHome("ip", "route", "add", "blackhole", "203.0.113.40/32");
    lab.inHome("ip", "addr", "add", "203.0.113.41/32", "dev", "lo");
    for (RouteState state : routes(ELSEWHERE, ANNOUNCED, OTHER)) {
      assertEquals(Optional.empty(), state.kernel(), state.toString());
    }
  }

  @Test
  void seesRoutesOfManyPathsAndOfPools() {
    lab.serve(ANNOUNCED.toString());
    lab.inHome("ip", "route", "add", "203.0.113.48/28", "via", RouterLab.NODE, "proto", "186");
    lab.inHome(
        "ip",
        "route",
        "add",
        "203.0.113.41/32",
        "nexthop",
        "via",
        RouterLab.NODE,
        "nexthop",
        "via",
        "192.168.88.11");
    Address pooled = Address.parse("203.0.113.50");
    List<RouteState> states = routes(ANNOUNCED, OTHER, pooled, Address.parse("2001:db8::1"));
    assertTrue(states.get(0).leadsInside(OUTSIDE));
    assertEquals(2, states.get(1).kernel().orElseThrow().nextHops().size());
    assertTrue(states.get(1).leadsInside(OUTSIDE));
    assertEquals(Prefix.parse("203.0.113.48/28"), states.get(2).kernel().orElseThrow().prefix());
    assertEquals(Optional.empty(), states.get(3).kernel());
    assertFalse(states.get(1).leadsInside(Set.of("lan0")));
  }

  /** iproute2 before 4.13. */
  @Test
  void searchesTheTableWhereTheKernelsLookUpIsNotShown() {
    lab.serve(ANNOUNCED.toString());
    String script = Script.ROUTE.with(Map.of("ADDRESSES", OTHER + " " + ANNOUNCED));
    String condition = "ip route get fibmatch 127.0.0.1 >/dev/null";
    assertTrue(script.contains(condition));
    SshReply.Done reply =
        assertInstanceOf(
            SshReply.Done.class,
            connection.run(script.replace(condition, "false"), Duration.ofMinutes(1)));
    List<RouteState> states =
        RouteOutput.parse(List.of(OTHER, ANNOUNCED), reply.output()).orElseThrow();
    assertEquals(Optional.empty(), states.getFirst().kernel());
    assertTrue(states.getLast().leadsInside(OUTSIDE));
  }

  @Test
  void asksForManyAddressesAtOnce() throws Exception {
    BgpLab bgp = lab.bgp();
    bgp.birdUp();
    Address last = Address.parse("203.0.113.200");
    bgp.announce(last.toString());
    Address[] all =
        IntStream.rangeClosed(1, 200)
            .mapToObj(i -> Address.parse("203.0.113." + i))
            .toArray(Address[]::new);
    List<RouteState> states = routes(all);
    while (!states.getLast().leadsInside(OUTSIDE)) {
      states = routes(all);
    }
    assertEquals(200, states.size());
    assertEquals(1, states.stream().filter(s -> !s.learnedBy().isEmpty()).count());
    assertEquals(Set.of(BgpDaemon.BIRD), states.getLast().learnedBy());
  }
}
