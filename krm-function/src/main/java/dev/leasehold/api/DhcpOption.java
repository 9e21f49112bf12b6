package dev.leasehold.api;

/**
 * A DHCPv6 option of the user's own, which a provider wants to see (RFC 9915 section 21). Its
 * content is shown nowhere.
 */
public sealed interface DhcpOption {
  /** Authentication (section 21.11). Providers put credentials into it. */
  int AUTHENTICATION = 11;

  /** Vendor Class and Vendor-specific Information (sections 21.16, 21.17): one for each vendor. */
  int VENDOR_CLASS = 16;

  int VENDOR_OPTIONS = 17;

  /** Of all options of one message, with their codes and lengths, in octets. */
  int MOST_OCTETS = 1024;

  int code();

  /** Whether a message may have several options of that code. */
  static boolean mayRepeat(int code) {
    return code == VENDOR_CLASS || code == VENDOR_OPTIONS;
  }

  /**
   * Content that is written in the intent.
   *
   * @param hex in lower case, two digits for each octet
   */
  record Literal(int code, String hex) implements DhcpOption {
    @Override
    public String toString() {
      return "option " + code + " of " + hex.length() / 2 + " octets";
    }
  }

  /**
   * Content that is in a file of the machine on which the watcher runs.
   *
   * @param name of an entry in {@code spec.dhcpv6OptionFiles} of the WatcherConfig
   */
  record FromFile(int code, String name) implements DhcpOption {
    @Override
    public String toString() {
      return "option " + code + " from file " + name;
    }
  }
}
