/**
 * Pull requests on GitHub, GitLab, and Gitea or Forgejo: one {@link dev.leasehold.forge.Forge} for
 * one repository. GitLab calls them merge requests.
 */
@NullMarked
package dev.leasehold.forge;

import org.jspecify.annotations.NullMarked;
