package dev.leasehold.router;

import dev.leasehold.api.PrefixQuery;
import dev.leasehold.net.Address;
import dev.leasehold.ssh.SshReply;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can be asked of a router. Every call waits for the answer. */
public final class RouterCommands {
  /** Some providers answer a client that they do not know after ten seconds. */
  private static final Duration LEASE_WAIT = Duration.ofSeconds(20);

  private static final Duration COMMAND_WAIT = Duration.ofSeconds(60);

  /** What a script needs beside its waiting: locks, and slow programs on a small router. */
  private static final Duration OVERHEAD = Duration.ofSeconds(20);

  /** Exit codes of our scripts: no lease, and a lock. */
  private static final Set<Integer> TEMPORARY = Set.of(4, 6);

  /** Exit codes of a shell: not executable, and not found. */
  private static final Set<Integer> NOT_RUN = Set.of(126, 127);

  /** What a router and its connection carry in one run. */
  static final int MOST_ROUTES = 200;

  /**
   * In the words of RouterOS 6, which 7 reads too; it ends at once, because there is no terminal.
   */
  private static final String ROUTER_OS = "/ipv6 dhcp-client print detail";

  private final RouterConnection connection;
  private final Duration leaseWait;
  private final Duration commandWait;

  public RouterCommands(RouterConnection connection) {
    this(connection, LEASE_WAIT, COMMAND_WAIT);
  }

  /**
   * @param leaseWait the wait for a DHCP lease, in whole seconds
   * @param commandWait the time limit of a command of the configuration, in whole seconds
   */
  RouterCommands(RouterConnection connection, Duration leaseWait, Duration commandWait) {
    this.connection = connection;
    this.leaseWait = leaseWait;
    this.commandWait = commandWait;
  }

  /**
   * Holds a public address on an interface of its own, with our scripts. Repeated, it repairs what
   * is missing and returns the address that is held.
   *
   * @param previous the address of an earlier lease, which the DHCP server is asked for
   */
  public RouterAnswer<Address> allocate(WanInterface on, Optional<Address> previous) {
    String script =
        Script.ALLOCATE.with(
            Map.of(
                "WAN_PARENT",
                on.parent(),
                "WAN_IF",
                on.name(),
                "WAN_MAC",
                on.mac(),
                "WAN_ADDRESS",
                previous.map(Address::toString).orElse(""),
                "LEASE_WAIT",
                Long.toString(leaseWait.toSeconds())));
    return flat(
        run(Script.ALLOCATE, "allocate", script, leaseWait.plus(OVERHEAD)),
        output -> AddressOutput.read(who("allocate"), output));
  }

  /**
   * Runs a command of the configuration, which prints the address of an interface.
   *
   * @param command word for word as the router of the configuration lists it
   */
  public RouterAnswer<Address> allocateWith(String command, WanInterface on) {
    return flat(
        runCommand(command, "the claim", on.parent(), on.name(), on.mac()),
        output -> AddressOutput.read(who(command), output));
  }

  /**
   * @param where what names the command, for the message of a refusal
   */
  private RouterAnswer<String> runCommand(
      String command, String where, String parent, String name, String mac) {
    List<String> allowed = connection.router().commands();
    if (!allowed.contains(command)) {
      return new RouterAnswer.Refused<>(
          "router "
              + connection.router().name()
              + " does not allow the command "
              + AddressOutput.quoted(command),
          "Add it to commands of that router in the WatcherConfig, word for word, or remove it from "
              + where
              + (allowed.isEmpty() ? "." : "; allowed: " + String.join(", ", allowed) + "."));
    }
    String script =
        Script.COMMAND.with(
            Map.of(
                "COMMAND",
                command,
                "COMMAND_WAIT",
                Long.toString(commandWait.toSeconds()),
                "WAN_PARENT",
                parent,
                "WAN_IF",
                name,
                "WAN_MAC",
                mac));
    return run(Script.COMMAND, command, script, commandWait.plus(OVERHEAD));
  }

  /**
   * Removes what {@link #allocate} made; nothing there is done too.
   *
   * @param giveBack whether to tell the DHCP server that the address is free (DHCPRELEASE, RFC 2131
   *     section 4.4.6); it may be lost, and the lease runs out then
   */
  public RouterAnswer<WanInterface> release(WanInterface on, boolean giveBack) {
    String script =
        Script.RELEASE.with(
            Map.of("WAN_IF", on.name(), "WAN_MAC", on.mac(), "GIVE_BACK", giveBack ? "yes" : "no"));
    return flat(
        run(Script.RELEASE, "release", script, OVERHEAD.multipliedBy(2)),
        output -> new RouterAnswer.Done<>(on));
  }

  /** The state of all interfaces that {@link #allocate} made, also for other watchers. */
  public RouterAnswer<RouterState> list() {
    return flat(
        run(Script.LIST, "list", Script.LIST.with(Map.of()), OVERHEAD.multipliedBy(2)),
        output -> complete("list", output, RouterState.parse(output)));
  }

  /** The public addresses that an interface of the router has anyway; changes nothing. */
  public RouterAnswer<List<Address>> observe(String wanInterface) {
    return flat(
        run(
            Script.OBSERVE,
            "observe",
            Script.OBSERVE.with(Map.of("WAN_PARENT", wanInterface)),
            OVERHEAD),
        output ->
            new RouterAnswer.Done<>(
                WanAddresses.parse(output).stream()
                    .filter(address -> PublicAddress.whyNot(address).isEmpty())
                    .toList()));
  }

  /**
   * Where the router sends packets to addresses, and whether its BGP daemons have learned them;
   * changes nothing.
   *
   * @param addresses at most {@value #MOST_ROUTES}
   * @return a state for each address, in their order
   */
  public RouterAnswer<List<RouteState>> routes(List<Address> addresses) {
    if (addresses.isEmpty()) {
      return new RouterAnswer.Done<>(List.of());
    }
    if (addresses.size() > MOST_ROUTES) {
      throw new IllegalArgumentException(addresses.size() + " addresses at once");
    }
    String all = addresses.stream().map(Address::toString).collect(Collectors.joining(" "));
    return flat(
        run(Script.ROUTE, "route", Script.ROUTE.with(Map.of("ADDRESSES", all)), OVERHEAD),
        output -> complete("route", output, RouteOutput.parse(addresses, output)));
  }

  /**
   * Keeps a boot script on the router that holds interfaces again after a reboot, when no watcher
   * runs. Repeated, it writes only what changed. An interface that is to be released leaves the
   * script first: the router may just have booted.
   *
   * @param held all interfaces of the router; none: the boot script is removed
   */
  public RouterAnswer<BootFile> persist(Collection<BootInterface> held) {
    String script = Script.PERSIST.with(Map.of("BOOT", BootText.of(held, leaseWait)));
    return flat(
        run(Script.PERSIST, "persist", script, OVERHEAD.multipliedBy(2)),
        output -> complete("persist", output, BootFile.parse(output)));
  }

  /** The prefixes that the router holds by delegation, as it says itself; changes nothing. */
  public RouterAnswer<List<RouterPrefix>> prefixes(PrefixQuery query) {
    return switch (query) {
      case PrefixQuery.OpenWrt(String network) ->
          flat(
              run(
                  Script.PREFIX,
                  "prefix",
                  Script.PREFIX.with(Map.of("NETWORK", network)),
                  OVERHEAD),
              output -> complete("prefix", output, PrefixOutputs.openWrt(output)));
      case PrefixQuery.RouterOs() ->
          flat(
              answer(Script.PREFIX, ROUTER_OS, connection.runWithoutShell(ROUTER_OS, OVERHEAD)),
              output -> complete(ROUTER_OS, output, PrefixOutputs.routerOs(output)));
      case PrefixQuery.Command(String line) ->
          flat(
              runCommand(line, "the configuration of the prefix", "", "", ""),
              output -> complete(line, output, PrefixOutputs.command(output)));
    };
  }

  /** The programs and settings that the scripts find. */
  public RouterAnswer<RouterTools> probe() {
    return flat(
        run(Script.PROBE, "probe", Script.PROBE.with(Map.of()), OVERHEAD),
        output -> complete("probe", output, RouterTools.parse(output)));
  }

  private <T> RouterAnswer<T> complete(String script, String output, Optional<T> read) {
    return read.<RouterAnswer<T>>map(RouterAnswer.Done::new)
        .orElseGet(() ->
            new RouterAnswer.Unavailable<>(
                who(script) + " printed something else: " + AddressOutput.quoted(output)));
  }

  private String who(String what) {
    return "router " + connection.router().name() + ": " + what;
  }

  private static <T> RouterAnswer<T> flat(
      RouterAnswer<String> answer, Function<String, RouterAnswer<T>> reader) {
    return switch (answer) {
      case RouterAnswer.Done<String>(String output) -> reader.apply(output);
      case RouterAnswer.Refused<String>(String reason, String whatToDo) ->
          new RouterAnswer.Refused<>(reason, whatToDo);
      case RouterAnswer.Unavailable<String>(String reason) ->
          new RouterAnswer.Unavailable<>(reason);
    };
  }

  private RouterAnswer<String> run(Script kind, String what, String script, Duration limit) {
    return answer(kind, what, connection.run(script, limit));
  }

  private RouterAnswer<String> answer(Script kind, String what, SshReply reply) {
    return switch (reply) {
      case SshReply.Done(int status, String output, String _, boolean _) when status == 0 ->
          new RouterAnswer.Done<>(output);
      case SshReply.Done done -> failure(kind, what, done);
      case SshReply.Refused(String reason, String whatToDo) ->
          new RouterAnswer.Refused<>(reason, whatToDo);
      case SshReply.Unavailable(String reason, boolean _) ->
          new RouterAnswer.Unavailable<>(who(what) + ": " + reason);
    };
  }

  private RouterAnswer<String> failure(Script kind, String what, SshReply.Done done) {
    String said = done.error().isBlank() ? done.output() : done.error();
    String reason =
        who(what)
            + " failed with "
            + done.status()
            + (said.isBlank() ? "" : ": " + AddressOutput.quoted(said));
    if (kind == Script.COMMAND) {
      return NOT_RUN.contains(done.status())
          ? new RouterAnswer.Refused<>(reason, "Install the command there, and make it executable.")
          : new RouterAnswer.Unavailable<>(reason);
    }
    return TEMPORARY.contains(done.status())
        ? new RouterAnswer.Unavailable<>(reason)
        : new RouterAnswer.Refused<>(
            reason, "Fix that on the router; leasehold doctor checks what it needs.");
  }
}
