/**
 * Pull requests on GitHub, GitLab, and Gitea or Forgejo: one {@link dev.leasehold.forge.Forge} for
 * one repository, made by {@link dev.leasehold.forge.Forges}. GitLab calls them merge requests.
 *
 * <p>It has more types than other packages, because each product has its own two to five.
 */
@NullMarked
package dev.leasehold.forge;

import org.jspecify.annotations.NullMarked;
