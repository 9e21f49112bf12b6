package dev.leasehold.doctor;

import dev.leasehold.dhcpv6.transport.DelegationSource;
import dev.leasehold.dhcpv6.transport.InterfaceReadiness;
import dev.leasehold.dhcpv6.transport.PortHolder;
import dev.leasehold.netlink.LinkMonitor;
import dev.leasehold.ra.RaSource;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceStatus.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Checks the requirements of a watcher's channels. */
public final class Doctor {
  private static final int DHCPV6_CLIENT = 546;

  private final Function<String, InterfaceReadiness> readiness;
  private final Supplier<Optional<String>> capture;
  private final Rights rights;
  private final PortHolder holder;
  private final OptionalLong watcher;
  private final Map<String, Path> optionFiles;

  /**
   * A doctor for another machine, for tests.
   *
   * @param readiness the readiness of an interface by name
   * @param capture the reason why packets cannot be captured; empty if they can
   * @param root the directory with proc
   * @param watcher the process of the watcher with the same state directory, if one runs
   * @param optionFiles the option files of the WatcherConfig, by name
   */
  Doctor(
      Function<String, InterfaceReadiness> readiness,
      Supplier<Optional<String>> capture,
      Path root,
      OptionalLong watcher,
      Map<String, Path> optionFiles) {
    this.readiness = readiness;
    this.capture = capture;
    this.rights = new Rights(root);
    this.holder = new PortHolder(root);
    this.watcher = watcher;
    this.optionFiles = Map.copyOf(optionFiles);
  }

  /**
   * A doctor for this machine, with the privileges of this process.
   *
   * @param watcher the process of the watcher with the same state directory, if one runs
   * @param optionFiles the option files of the WatcherConfig, by name
   */
  public static Doctor here(OptionalLong watcher, Map<String, Path> optionFiles) {
    return new Doctor(
        Doctor::ready, RaSource::whyNothingIsCaptured, Path.of("/"), watcher, optionFiles);
  }

  /** Checks the requirements of channels, each requirement once. */
  public List<Diagnosis> examine(Collection<Channel> channels) {
    Set<Diagnosis> found = new LinkedHashSet<>();
    for (Channel channel : channels) {
      switch (channel) {
        case Channel.OnInterface on -> found.addAll(examine(on));
        case Channel.PublicAddresses _, Channel.RouterPrefixes _ -> {} // RouterCheck's
      }
    }
    return List.copyOf(found);
  }

  private List<Diagnosis> examine(Channel.OnInterface channel) {
    InterfaceReadiness ready = readiness.apply(channel.interfaceName());
    List<Diagnosis> found = new ArrayList<>(List.of(interfaceOf(channel, ready)));
    switch (channel) {
      case Channel.Advertisements _ -> found.addAll(capturing(channel.interfaceName()));
      case Channel.Delegation delegation -> {
        found.addAll(port(channel.interfaceName(), ready));
        found.addAll(options(delegation));
      }
      case Channel.Addresses _ -> {}
    }
    return found;
  }

  private static Diagnosis interfaceOf(Channel.OnInterface channel, InterfaceReadiness ready) {
    return switch (ready) {
      case InterfaceReadiness.Firm firm ->
          Diagnosis.well(
              "interface "
                  + channel.interfaceName()
                  + " is up, with the link-local address "
                  + firm.linkLocal());
      case InterfaceReadiness.None none ->
          new Diagnosis(
              none.why(),
              none.hint().isEmpty()
                  ? "Wait a moment, or check the link"
                  : Character.toUpperCase(none.hint().charAt(0)) + none.hint().substring(1));
    };
  }

  private List<Diagnosis> capturing(String interfaceName) {
    List<Diagnosis> found = new ArrayList<>();
    found.add(
        capture
            .get()
            .map(why -> new Diagnosis("cannot receive router advertisements", why))
            .orElseGet(() -> Diagnosis.well("libpcap is installed")));
    found.add(
        rights.mayCapture()
            ? Diagnosis.well("this process may capture packets (CAP_NET_RAW)")
            : new Diagnosis(
                "this process may not capture router advertisements on " + interfaceName,
                "Run as root, or grant it CAP_NET_RAW (systemd: AmbientCapabilities=CAP_NET_RAW;"
                    + " Kubernetes: capabilities.add: [NET_RAW])"));
    return found;
  }

  private List<Diagnosis> port(String interfaceName, InterfaceReadiness ready) {
    List<Diagnosis> found = new ArrayList<>();
    found.add(
        rights.mayBind(DHCPV6_CLIENT)
            ? Diagnosis.well("this process may use UDP port 546 (CAP_NET_BIND_SERVICE)")
            : new Diagnosis(
                "this process may not use UDP port 546",
                "Run as root, or grant it CAP_NET_BIND_SERVICE (systemd:"
                    + " AmbientCapabilities=CAP_NET_BIND_SERVICE; Kubernetes: capabilities.add:"
                    + " [NET_BIND_SERVICE])"));
    if (ready instanceof InterfaceReadiness.Firm firm) {
      found.add(use(interfaceName, holder.of(firm.linkLocal())));
    }
    return found;
  }

  /** Checks the configured options of a client; shows no option content. */
  private List<Diagnosis> options(Channel.Delegation channel) {
    List<Trouble> troubles = DelegationSource.leftOut(channel, optionFiles);
    boolean asksForAny =
        channel.asked().values().stream().anyMatch(asked -> !asked.options().isEmpty());
    if (asksForAny && troubles.isEmpty()) {
      return List.of(
          Diagnosis.well("all DHCPv6 options for " + channel.interfaceName() + " can be sent"));
    }
    return troubles.stream().map(t -> new Diagnosis(t.what(), t.whatToDo())).toList();
  }

  private Diagnosis use(String interfaceName, List<String> holders) {
    String port = "UDP port 546 on " + interfaceName;
    List<String> others = holders.stream().filter(name -> !isWatcher(name)).toList();
    if (!others.isEmpty()) {
      return new Diagnosis(
          port + " is in use by " + String.join(" and ", others),
          "If that is not the running watcher, stop its DHCPv6 client there, or let it configure"
              + " the interface and use acquisition 'interface' instead of 'dhcpv6'");
    }
    return Diagnosis.well(
        holders.isEmpty()
            ? port + " is free"
            : port + " is used by the running watcher, " + holders.getFirst());
  }

  private boolean isWatcher(String holder) {
    return watcher.isPresent() && PortHolder.isProcess(holder, watcher.getAsLong());
  }

  private static InterfaceReadiness ready(String interfaceName) {
    try (LinkMonitor monitor = LinkMonitor.open(interfaceName)) {
      return InterfaceReadiness.of(interfaceName, monitor.state(), monitor.names());
    } catch (IOException e) {
      return new InterfaceReadiness.None(
          "cannot inspect interface " + interfaceName, e.toString(), false);
    }
  }
}
