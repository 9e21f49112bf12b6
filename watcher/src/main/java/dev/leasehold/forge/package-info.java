/**
 * Pull requests on GitHub, GitLab, and Gitea or Forgejo: one {@link dev.leasehold.forge.Forge} for
 * one repository, made by {@link dev.leasehold.forge.Forges}. GitLab calls them merge requests.
 *
 * <p>GitHub asks for a second between two calls that change something; that is the caller's
 * schedule.
 *
 * <p>It has more types than other packages, because each product has its own three to five.
 */
@NullMarked
package dev.leasehold.forge;

import org.jspecify.annotations.NullMarked;
