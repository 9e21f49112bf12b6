package dev.leasehold.forge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A request at a stand-in, as people see it. Guarded by the stand-in. */
final class StandInRequest {
  record Comment(long id, String author, String body) {}

  final long number;
  final String branch;
  final String author;
  String base;
  String title;
  String body;
  boolean isOpen = true;
  String mergeCommit = "";

  /** The commit of the branch while it existed. */
  String head;

  /** The commit whose merge waits for checks; empty: none. */
  String mergesAt = "";

  final Set<String> labels = new LinkedHashSet<>();
  final Set<String> reviewers = new LinkedHashSet<>();
  final List<Comment> comments = new ArrayList<>();

  StandInRequest(
      long number,
      String branch,
      String base,
      String author,
      String title,
      String body,
      String head) {
    this.number = number;
    this.branch = branch;
    this.base = base;
    this.author = author;
    this.title = title;
    this.body = body;
    this.head = head;
  }

  boolean isMerged() {
    return !mergeCommit.isEmpty();
  }
}
