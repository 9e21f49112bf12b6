package dev.leasehold.router;

/** A program on a router that learns routes by BGP. */
public enum BgpDaemon {
  FRR("frr"),
  BIRD("bird");

  private final String spelling;

  BgpDaemon(String spelling) {
    this.spelling = spelling;
  }

  /** Its name in the output of the route script, and for people. */
  public String spelling() {
    return spelling;
  }
}
