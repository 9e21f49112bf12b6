package dev.leasehold.cli;

import static dev.leasehold.cli.ScriptedServer.advertise;
import static dev.leasehold.cli.ScriptedServer.ia;
import static dev.leasehold.cli.ScriptedServer.prefix;
import static dev.leasehold.cli.ScriptedServer.reconfigure;
import static dev.leasehold.cli.ScriptedServer.reconfigureKey;
import static dev.leasehold.cli.ScriptedServer.reply;
import static dev.leasehold.cli.ScriptedServer.replyByAnother;
import static dev.leasehold.cli.ScriptedServer.status;
import static dev.leasehold.cli.ScriptedServer.toAnother;
import static dev.leasehold.cli.ScriptedServer.toAnotherQuestion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.ReconfigureAccept;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold watch} with answers that available servers never send, from the wire to Git. */
class ScriptedServerIT {
  private static final String FIRST = "2001:db8:101::/60";
  private static final String SECOND = "2001:db8:102::/60";
  private static final String EVIL = "2001:db8:666::/60";
  private static final byte[] KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
  private static final byte[] WRONG = new byte[16];

  /** Renewed soon. */
  private static final Option LENT = ia(2, 60, prefix(FIRST, 80, 100));

  /** Not renewed within this test. */
  private static final Option LENT_FOR_LONG = ia(1000, 1600, prefix(FIRST, 3000, 4000));

  @TempDir private Path folder;
  private AccessLink link;
  private ScriptedServer server;
  private WatchedRepository house;

  @BeforeEach
  void prepare() throws Exception {
    link = AccessLink.up();
    server = ScriptedServer.open(link);
    house =
        WatchedRepository.create(
            folder,
            link::atCustomer,
            "dhcpv6: {interface: up0, requestedPrefixLength: 60}\n",
            "drainPeriod: 3s, minStable: 1s");
  }

  @AfterEach
  void cleanUp() throws Exception {
    if (server != null) {
      server.close();
    }
    if (link != null) {
      link.close();
    }
  }

  @Test
  void drainsADeprecatedPrefix() throws Exception {
    try (WatchProcess watch = house.watch()) {
      server.delegate(LENT);
      acquired(watch);
      server.send(
          reply(
              server.await(MessageType.RENEW),
              ia(1000, 1600, prefix(FIRST, 0, 4000), prefix(SECOND, 3000, 4000))));
      house.awaitPush(
          watch,
          "Renumber home-ipv6: " + FIRST + " → " + SECOND,
          "Old: " + FIRST,
          "New: " + SECOND,
          "Reason: Deprecated");
      house.awaitPush(watch, "End the drain of home-ipv6: " + FIRST, "Reason: Drained");
    }
  }

  @Test
  void replacesAPrefixThatTwoRepliesOmit() throws Exception {
    Option other = ia(1000, 1600, prefix(SECOND, 3000, 4000));
    try (WatchProcess watch = house.watch()) {
      server.delegate(LENT);
      acquired(watch);
      server.send(reply(server.await(MessageType.RENEW), other));
      Message second = server.await(MessageType.RENEW);
      house.assertNoMoreCommits();
      server.send(reply(second, other));
      house.awaitPush(watch, "Replace home-ipv6: " + FIRST + " → " + SECOND, "Reason: Unmentioned");
    }
  }

  @Test
  void keepsAPrefixThatTheSecondReplyHas() throws Exception {
    try (WatchProcess watch = house.watch()) {
      server.delegate(LENT);
      acquired(watch);
      server.send(
          reply(server.await(MessageType.RENEW), ia(1000, 1600, prefix(SECOND, 3000, 4000))));
      server.send(
          reply(
              server.await(MessageType.RENEW),
              ia(1000, 1600, prefix(FIRST, 3000, 4000), prefix(SECOND, 3000, 4000))));
      awaitHeard(
          watch,
          line -> line.contains("lends ") && line.contains(FIRST) && line.contains("PT1H6M"));
      house.assertNoMoreCommits();
    }
  }

  @Test
  void requestsAgainFromTheServerWithoutABinding() throws Exception {
    try (WatchProcess watch = house.watch()) {
      server.delegate(LENT);
      acquired(watch);
      server.send(reply(server.await(MessageType.RENEW), ia(0, 0, status(StatusCode.NO_BINDING))));
      Message request = server.next(); // without a Solicit before it
      assertEquals(MessageType.REQUEST, request.type());
      assertEquals(new ServerId(ScriptedServer.DUID), request.option(ServerId.class).orElseThrow());
      server.send(reply(request, ia(1000, 1600, prefix(SECOND, 3000, 4000))));
      house.awaitPush(watch, "Replace home-ipv6: " + FIRST + " → " + SECOND, "Reason: Withdrawn");
    }
  }

  @Test
  void doesNotReportADenialThatTheServerReversesAtOnce() throws Exception {
    try (WatchProcess watch = house.watch()) {
      server.delegate(LENT);
      acquired(watch);
      int before = watch.said().size();
      server.send(reply(server.await(MessageType.RENEW), ia(0, 0, status(StatusCode.NO_BINDING))));
      server.send(reply(server.await(MessageType.REQUEST), LENT_FOR_LONG));
      awaitHeard(watch, line -> line.contains("again, after NoBinding: delegated " + FIRST));
      house.assertNoMoreCommits();
      assertEquals(
          List.of(), watch.said().stream().skip(before).filter(l -> l.contains("WARN")).toList());
    }
  }

  @Test
  void passesTheDoctorAndRejectsASecondWatcher() throws Exception {
    try (WatchProcess watch = house.watch()) {
      server.delegate(LENT_FOR_LONG);
      acquired(watch);
      String found = house.say("doctor"); // exit code 0
      assertTrue(found.contains(" is used by the running watcher, java (process "), found);
      assertEquals(Leasehold.FAILED, house.runWatch("--once"));
      assertTrue(house.said().startsWith("leasehold: another watcher (process "), house.said());
    }
  }

  @Test
  void ignoresOtherServers() throws Exception {
    Option evil = ia(2, 60, prefix(EVIL, 80, 100));
    try (WatchProcess watch = house.watch()) {
      Message solicit = server.await(MessageType.SOLICIT);
      server.send(toAnother(advertise(solicit, evil)));
      server.send(toAnotherQuestion(advertise(solicit, evil)));
      server.send(reply(solicit, evil)); // which needs Rapid Commit
      server.send(advertise(solicit, LENT));
      Message request = server.await(MessageType.REQUEST);
      server.send(advertise(solicit, evil)); // too late
      server.send(toAnother(reply(request, evil)));
      server.send(toAnotherQuestion(reply(request, evil)));
      server.send(replyByAnother(request, evil));
      server.send(reply(request, LENT));
      acquired(watch);

      Message renew = server.await(MessageType.RENEW);
      server.send(reply(solicit, evil));
      server.send(toAnother(reply(renew, evil)));
      server.send(toAnotherQuestion(reply(renew, evil)));
      server.send(replyByAnother(renew, evil));
      server.send(reply(renew, LENT_FOR_LONG));
      awaitHeard(watch, line -> line.contains("lends ") && line.contains(FIRST));
      house.assertNoMoreCommits();
    }
  }

  @Test
  void discardsInvalidMessages() throws Exception {
    try (WatchProcess watch = house.watch()) {
      server.delegate(LENT);
      acquired(watch);
      Message renew = server.await(MessageType.RENEW);
      server.send(reply(renew, ia(1600, 1000, prefix(EVIL, 3000, 4000)))); // T1 > T2
      server.send(reply(renew, ia(1000, 1600, prefix(EVIL, 4000, 3000)))); // preferred > valid
      server.send(reply(renew, ia(1000, 1600, prefix("fe80::/60", 3000, 4000))));
      server.send(reply(renew, LENT_FOR_LONG));
      awaitHeard(
          watch,
          line -> line.contains("lends ") && line.contains(FIRST) && line.contains("PT1H6M"));
      house.assertNoMoreCommits();
    }
  }

  @Test
  void followsOnlyAnAuthenticatedReconfigure() throws Exception {
    try (WatchProcess watch = house.watch()) {
      Message solicit = server.await(MessageType.SOLICIT);
      server.send(advertise(solicit, LENT_FOR_LONG, new ReconfigureAccept()));
      Message request = server.await(MessageType.REQUEST);
      server.send(reply(request, LENT_FOR_LONG, new ReconfigureAccept(), reconfigureKey(KEY)));
      acquired(watch);

      server.send(reconfigure(request, MessageType.RENEW, 2, WRONG));
      awaitHeard(watch, line -> line.contains("unauthenticated"));
      server.send(reconfigure(request, MessageType.REBIND, 3, KEY));
      Message rebind = server.next(); // the first since the Request
      assertEquals(MessageType.REBIND, rebind.type());
      server.send(
          reply(
              rebind,
              ia(1000, 1600, prefix(FIRST, 0, 0), prefix(SECOND, 3000, 4000)),
              new ReconfigureAccept()));
      house.awaitPush(watch, "Replace home-ipv6: " + FIRST + " → " + SECOND, "Reason: Withdrawn");
    }
  }

  private void acquired(WatchProcess watch) throws Exception {
    house.awaitPush(watch, "Lease home-ipv6: " + FIRST, "Reason: Acquired");
  }

  private static void awaitHeard(WatchProcess watch, Predicate<String> wanted) throws Exception {
    watch.awaitLine("word", WatchedRepository.SOON, wanted);
  }
}
