package dev.leasehold.dhcpv6.transport;

import dev.leasehold.api.DhcpOption;
import dev.leasehold.dhcpv6.message.ConfiguredOption;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceStatus.Kind;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The configured options that a client sends: those of all its DynamicPrefixes, each code once. If
 * two contents of one code differ, the DynamicPrefix that is first by name wins.
 *
 * @param options the options to send
 * @param trouble the reasons and remedies for options that are left out of the messages
 */
record MessageOptions(List<ConfiguredOption> options, List<Trouble> trouble) {
  MessageOptions {
    options = List.copyOf(options);
    trouble = List.copyOf(trouble);
  }

  /**
   * Reads the options and their files.
   *
   * @param files the option files by name, from the WatcherConfig
   */
  static MessageOptions read(Channel.Delegation channel, Map<String, Path> files) {
    List<ConfiguredOption> options = new ArrayList<>();
    List<Trouble> trouble = new ArrayList<>();
    channel
        .asked()
        .forEach((prefix, asked) -> {
          for (int i = 0; i < asked.options().size(); i++) {
            DhcpOption option = asked.options().get(i);
            String field = prefix + ": spec.acquisition.dhcpv6.options[" + i + "]";
            try {
              add(content(option, files, field), prefix, field, options);
            } catch (OptionException e) {
              String left = "option " + option.code() + " is left out";
              trouble.add(new Trouble(Kind.OPTION_LEFT_OUT, left, String.valueOf(e.getMessage())));
            }
          }
        });
    return new MessageOptions(options, trouble);
  }

  /** Why an option cannot be sent. */
  private static final class OptionException extends Exception {
    OptionException(String message) {
      super(message);
    }
  }

  private static void add(
      ConfiguredOption option, String prefix, String field, List<ConfiguredOption> options)
      throws OptionException {
    if (options.contains(option)) {
      return;
    }
    boolean taken = options.stream().anyMatch(o -> o.code() == option.code());
    if (taken && !DhcpOption.mayRepeat(option.code())) {
      throw new OptionException(
          field
              + ": another prefix on the interface sets option "
              + option.code()
              + " to other content, and all share one client. Use the same content for both, or remove"
              + " it from "
              + prefix);
    }
    int octets = 4 + option.length();
    for (ConfiguredOption other : options) {
      octets += 4 + other.length();
    }
    if (octets > DhcpOption.MOST_OCTETS) {
      throw new OptionException(
          field
              + ": the options of the interface take "
              + octets
              + " octets; the limit is "
              + DhcpOption.MOST_OCTETS);
    }
    options.add(option);
  }

  private static ConfiguredOption content(DhcpOption option, Map<String, Path> files, String field)
      throws OptionException {
    return switch (option) {
      case DhcpOption.Literal(int code, String hex) ->
          new ConfiguredOption(code, Bytes.copyOf(HexFormat.of().parseHex(hex)));
      case DhcpOption.FromFile(int code, String name) -> {
        Path file = files.get(name);
        if (file == null) {
          throw new OptionException(
              field
                  + ".fromFile: '"
                  + name
                  + "' is not defined. Add {name: "
                  + name
                  + ", file: PATH} to spec.dhcpv6OptionFiles of the WatcherConfig, and restart the"
                  + " watcher");
        }
        yield new ConfiguredOption(code, Bytes.copyOf(read(file, field)));
      }
    };
  }

  private static byte[] read(Path file, String field) throws OptionException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(DhcpOption.MOST_OCTETS + 1);
      if (octets.length > DhcpOption.MOST_OCTETS) {
        throw new OptionException(
            field
                + ".fromFile: "
                + file
                + " has more than "
                + DhcpOption.MOST_OCTETS
                + " octets; it must contain the content of the option and nothing else");
      }
      return octets;
    } catch (NoSuchFileException e) {
      throw new OptionException(
          field + ".fromFile: " + file + " not found; create it, and restart the watcher");
    } catch (IOException e) {
      throw new OptionException(field + ".fromFile: cannot read " + file + ": " + e.getMessage());
    }
  }
}
