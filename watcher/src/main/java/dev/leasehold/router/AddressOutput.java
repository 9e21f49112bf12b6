package dev.leasehold.router;

import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.text.Printable;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a script prints to standard output: the address, and nothing else. Lines before it are
 * accepted if none of them is an address too, because scripts of people also print what they do;
 * two addresses could mean either.
 */
final class AddressOutput {
  private static final int MOST_QUOTED = 200;
  private static final String WHAT_TO_DO =
      "Let the script print the address alone to standard output, and everything else to standard"
          + " error.";

  private AddressOutput() {}

  /** The public address, or why there is none. */
  static RouterAnswer<Address> read(String where, String output) {
    List<String> lines = output.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.isEmpty()) {
      return new RouterAnswer.Refused<>(where + " printed no address", WHAT_TO_DO);
    }
    Optional<Address> address = address(lines.getLast());
    if (address.isEmpty()) {
      return new RouterAnswer.Refused<>(
          where + " printed no address but " + quoted(output), WHAT_TO_DO);
    }
    if (lines.subList(0, lines.size() - 1).stream().anyMatch(line -> address(line).isPresent())) {
      return new RouterAnswer.Refused<>(
          where + " printed more than one address: " + quoted(output), WHAT_TO_DO);
    }
    return PublicAddress.whyNot(address.get())
        .<RouterAnswer<Address>>map(words ->
            new RouterAnswer.Refused<>(
                where + " got " + address.get() + ", which is " + words,
                "Ask the provider for a public address: this one cannot be reached from the"
                    + " Internet."))
        .orElseGet(() -> new RouterAnswer.Done<>(address.get()));
  }

  private static Optional<Address> address(String line) {
    try {
      return Optional.of(Address.parse(line));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  static String quoted(String output) {
    String plain = Printable.text(output.strip());
    return "\""
        + Printable.start(plain, MOST_QUOTED)
        + (plain.length() > MOST_QUOTED ? " …\"" : "\"");
  }
}
