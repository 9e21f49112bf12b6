package dev.leasehold.router;

import dev.leasehold.net.Address;
import dev.leasehold.ssh.SshReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
    List<String> allowed = connection.router().commands();
    if (!allowed.contains(command)) {
      return new RouterAnswer.Refused<>(
          "router "
              + connection.router().name()
              + " does not allow the command "
              + AddressOutput.quoted(command),
          "Add it to commands of that router in the WatcherConfig, word for word, or remove it from"
              + " the claim"
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
                on.parent(),
                "WAN_IF",
                on.name(),
                "WAN_MAC",
                on.mac()));
    return flat(
        run(Script.COMMAND, command, script, commandWait.plus(OVERHEAD)),
        output -> AddressOutput.read(who(command), output));
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
    return switch (connection.run(script, limit)) {
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
