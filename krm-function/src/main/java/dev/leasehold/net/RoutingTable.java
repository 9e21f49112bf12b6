package dev.leasehold.net;

/** The routing table of a rule. */
public sealed interface RoutingTable {
  /** The largest number of a table; 0 is none. */
  long LARGEST = 4_294_967_295L;

  /**
   * A table by its number, the same on every node.
   *
   * @param number from 1 to {@link #LARGEST}; another one is an IllegalArgumentException
   */
  record Numbered(long number) implements RoutingTable {
    public Numbered {
      if (number < 1 || number > LARGEST) {
        throw new IllegalArgumentException(number + " is not from 1 to " + LARGEST);
      }
    }

    @Override
    public String toString() {
      return Long.toString(number);
    }
  }

  /**
   * The table of a VRF, which may have another number on each node.
   *
   * @param name the name of the interface: what dev_valid_name of Linux takes (net/core/dev.c), of
   *     printable ASCII alone; another one is an IllegalArgumentException
   */
  record OfVrf(String name) implements RoutingTable {
    private static final int LONGEST = 15; // IFNAMSIZ is 16, with the final NUL

    public OfVrf {
      if (!isName(name)) {
        throw new IllegalArgumentException(
            "'"
                + (name.length() > 40 ? name.substring(0, 40) + "…" : name)
                + "' is not the name of an interface: 1 to 15 ASCII characters, no blank, / or :");
      }
    }

    private static boolean isName(String name) {
      return !name.isEmpty()
          && name.length() <= LONGEST
          && !name.equals(".")
          && !name.equals("..")
          && name.chars().allMatch(c -> c > ' ' && c <= '~' && c != '/' && c != ':');
    }

    @Override
    public String toString() {
      return "VRF " + name;
    }
  }
}
