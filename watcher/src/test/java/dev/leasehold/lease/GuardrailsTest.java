package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.R2;
import static dev.leasehold.lease.Scene.deprecated;
import static dev.leasehold.lease.Scene.preferred;
import static dev.leasehold.lease.Scene.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Accept;
import dev.leasehold.api.DynamicPrefix.Transition;
import dev.leasehold.api.Subnet;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardrailsTest {

  @ParameterizedTest
  @CsvSource({
    "2000::/3, 2003:ab:cd00::/56",
    "2003::/19, 2003:ab:cd00::/56",
    "2001:db8::/32, 2001:db8:1::/56",
    "2000::/3 2001:db8:1::/48, 2001:db8:1:ff00::/56",
    "3fff::/20, 3fff:1::/56",
    "fc00::/7, fd12:3456:789a::/48",
    "fd12:3456:789a::/48, fd12:3456:789a:1::/64",
    "2000::/3, 2001:200::/56",
    "2000::/3, 2003::/56",
    "2002::/16, 2002:c000:204::/48",
    "2002:c000:204::/48, 2002:c000:204:1::/64",
    "2001:2::/48, 2001:2::/56",
    "5f00::/16, 5f00:1::/56",
  })
  void accepts(String within, String prefix) {
    assertEquals(Optional.empty(), guardrails(within).refusal(Prefix.parse(prefix)));
  }

  @ParameterizedTest
  @CsvSource({
    "2003::/19, 2a00:1::/56, 'it is outside accept.within: [2003::/19]'",
    "2000::/3, 2003::/47, its length is outside accept.prefixLength: /48 to /64",
    "2000::/3, 2003::/65, its length is outside accept.prefixLength: /48 to /64",
    "2000::/3, 2001:db8:1::/56, it is for documentation (RFC 3849); to accept it*",
    "2000::/3 2001:db8:1::/48, 2001:db8:2::/56, it is for documentation (RFC 3849); to accept it*",
    "::/0, 3fff:1::/56, it is for documentation (RFC 9637); to accept it*",
    "::/0, fd00::/64, it is unique local (RFC 4193); to accept it*",
    "2000::/3, 2002:c0a8:101:1::/64, 'it is 6to4 (RFC 3056, RFC 7526); to accept it*'",
    "2000::/3, 2001:0:1::/56, it is Teredo (RFC 4380); to accept it*",
    "2000::/3, 2001:2::/56, it is for benchmarks (RFC 5180); to accept it*",
    "2000::/3, 2001:3:1::/56, it is AMT relays (RFC 7450); to accept it*",
    "2000::/3, 2001:4:112::/56, it is AS112 (RFC 7535); to accept it*",
    "2000::/3, 2001:10::/56, it is ORCHID (RFC 4843); to accept it*",
    "2000::/3, 2001:20::/56, it is ORCHIDv2 (RFC 7343); to accept it*",
    "2000::/3, 2001:30::/56, it is for drone identifiers (RFC 9374); to accept it*",
    "2000::/3, 2001:1ff::/56, it is for IETF protocols (RFC 2928); to accept it*",
    "2000::/3, 2620:4f:8000::/56, it is AS112 (RFC 7534); to accept it*",
    "::/0, 5f00:1::/56, it is for segment routing (RFC 9602); to accept it*",
    "::/0, 64:ff9b::/64, it is for IPv4-IPv6 translation (RFC 6052); to accept it*",
    "::/0, 64:ff9b:1::/56, it is for local IPv4-IPv6 translation (RFC 8215); to accept it*",
    "::/0, 100::/64, it is discard-only (RFC 6666); to accept it*",
    "::/0, 100:0:0:1::/64, it is a dummy prefix (RFC 9780); to accept it*",
    "::/0, ::/64, 'it is unspecified, loopback or IPv4-mapped (RFC 4291 section 2.5); to accept*'",
    "2001:2::/48, 2001:4:112::/56, it is AS112 (RFC 7535); to accept it*",
    "fe80::/10, fe80::/64, it is link-local (RFC 4291 section 2.5.6)",
    "ff00::/8, ff02::/64, it is multicast (RFC 4291 section 2.7)",
    "2001:db8::/31, 2001:db8::/31, it is for documentation (RFC 3849); to accept it*",
    "2000::/3, 192.0.2.0/24, 'it is outside accept.within: [2000::/3]'",
  })
  void refuses(String within, String prefix, String reason) {
    String said = guardrails(within).refusal(Prefix.parse(prefix)).orElse("nothing");
    if (reason.endsWith("*")) {
      assertTrue(said.startsWith(reason.substring(0, reason.length() - 1)), said);
    } else {
      assertEquals(reason, said);
    }
  }

  private static Guardrails guardrails(String within) {
    List<Prefix> nets = Stream.of(within.split(" ")).map(Prefix::parse).toList();
    return new Guardrails(new Accept(nets, 48, 64, List.of()), List.of());
  }

  @Test
  void refuseAPrefixAndKeepTheOldLease() {
    Prefix ula = Prefix.parse("fd00:1::/56");
    Scene scene = Scene.usual().holding(A);
    PrefixDecision decision = scene.hears(R1, withdrawn(A), preferred(ula));
    assertEquals(Optional.of(A), scene.current());
    assertTrue(decision.lost());
    RefusedPrefix refusal =
        new RefusedPrefix(
            ula, "it is unique local (RFC 4193); to accept it, add it to accept.within");
    assertEquals(List.of(refusal), decision.refusals());
    assertEquals(List.of(refusal), scene.after(60).refusals());
    assertEquals(List.of(), scene.hears(R1, withdrawn(ula)).refusals());
  }

  @Test
  void takeTheNextCandidateWhenTheBestIsRefused() {
    Scene scene = Scene.usual();
    scene.hears(R1, preferred(Prefix.parse("2003::/56")), preferred(B));
    scene.after(5);
    assertEquals(Optional.of(B), scene.current());
  }

  @Test
  void acceptADocumentationPrefixInAPreview() {
    Accept anywhere = new Accept(List.of(Prefix.parse("2000::/3")), 48, 64, List.of());
    PrefixPolicy policy =
        new PrefixPolicy(Scene.intent(anywhere, Transition.DEFAULT, false), Set.of());
    for (String example : List.of("2001:db8:a::/56", "3fff:1::/56")) {
      assertTrue(policy.refusal(Prefix.parse(example)).isPresent());
      assertEquals(Optional.empty(), policy.refusalOfOneLike(Prefix.parse(example)));
    }
    Prefix large = Prefix.parse("2001:db8::/40");
    assertEquals(
        Optional.of(
            new RefusedPrefix(large, "its length is outside accept.prefixLength: /48 to /64")),
        policy.refusalOfOneLike(large));
    Prefix local = Prefix.parse("fd00::/56");
    assertTrue(policy.refusal(local).isPresent());
    assertEquals(policy.refusal(local), policy.refusalOfOneLike(local));
  }

  @Test
  void refuseAPrefixWithoutRoomForABoundSubnet() {
    Subnet third = new Subnet.AtIndex("third", BigInteger.valueOf(3), 64);
    Scene scene = Scene.with(intent(third), "third");
    Prefix small = Prefix.parse("2001:db8:1:2::/64");
    PrefixDecision decision = scene.hears(R1, preferred(small));
    assertEquals(
        List.of(
            new RefusedPrefix(
                small,
                "subnet third does not fit: 2001:db8:1:2::/64 has 1 subnets of /64, so no index 3")),
        decision.refusals());
    assertEquals(decision.refusals(), scene.policy.refusalOfOneLike(small).stream().toList());
    assertEquals(List.of(), scene.after(60).changes());
  }

  @Test
  void ignoreAnUnusedSubnet() {
    Subnet third = new Subnet.AtIndex("third", BigInteger.valueOf(3), 64);
    Subnet first = new Subnet.AtOffset("first", BigInteger.ZERO, 120);
    Scene scene = Scene.with(intent(third, first), "first");
    Prefix small = Prefix.parse("2001:db8:1:2::/64");
    scene.hears(R1, preferred(small));
    scene.after(5);
    assertEquals(Optional.of(small), scene.current());
  }

  @Test
  void ignoreARouterThatIsNotListed() {
    Accept accept = new Accept(Scene.ACCEPT.within(), 48, 64, List.of(R1.router()));
    Scene scene = Scene.with(Scene.intent(accept, Transition.DEFAULT, false)).holding(A);
    scene.hears(R2, withdrawn(A), preferred(B));
    assertEquals(List.of(), scene.after(60).changes());
    scene.hears(R1, deprecated(A));
    assertEquals(List.of(), scene.after(60).changes());
  }

  @Test
  void ignoreEarlierAdvertisementsOfARouterRemovedFromTheList() {
    Scene scene = Scene.usual().holding(A);
    scene.hears(R2, preferred(B));
    scene.after(5);
    Accept accept = new Accept(Scene.ACCEPT.within(), 48, 64, List.of(Address.parse("fe80::1")));
    scene.policy = new PrefixPolicy(Scene.intent(accept, Transition.DEFAULT, false), Set.of());
    assertEquals(List.of(), scene.hears(R1, withdrawn(A)).changes());
  }

  private static DynamicPrefix intent(Subnet... subnets) {
    return Scene.intent(Scene.ACCEPT, Transition.DEFAULT, false, subnets);
  }
}
