package dev.leasehold.autoscale;

import dev.leasehold.net.Address;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Which addresses Services use. */
public sealed interface Usage {
  /**
   * All Services are known.
   *
   * @param addresses those that a Service has or asks for; others may be among them
   * @param listedBefore how long ago the last complete list of Services began. What is younger is
   *     known from a watch, and a connection that is dead without a word tells nothing. Empty:
   *     there is no watch at this moment
   */
  record Known(Set<Address> addresses, Optional<Duration> listedBefore) implements Usage {
    public Known {
      addresses = Set.copyOf(addresses);
    }
  }

  /**
   * It is not known.
   *
   * @param why in words, without a full stop
   * @param isTrouble whether a person should know; a start is none
   */
  record Unknown(String why, boolean isTrouble) implements Usage {}
}
