package dev.leasehold.notify;

import dev.leasehold.event.EventKind;

/** What a receiver is told. */
sealed interface Message {
  /** For deliverers. Only the newest of a target matters. */
  record Pushed(TargetPush push) implements Message {}

  /** For people. */
  record Happened(EventKind kind, String target, String subject, String text) implements Message {}
}
