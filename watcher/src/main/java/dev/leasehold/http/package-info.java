/**
 * Calls of HTTP servers with deadlines, bounded replies and no redirects to other hosts: {@link
 * dev.leasehold.http.HttpCaller}. {@link dev.leasehold.http.HealthPages} serves the pages of the
 * small programs.
 */
@NullMarked
package dev.leasehold.http;

import org.jspecify.annotations.NullMarked;
