/**
 * The HTTP pages of a watcher: {@code /metrics} for Prometheus, {@code /healthz} and {@code
 * /readyz} for a supervisor, {@code /status} as text or JSON for people and scripts.
 *
 * <p>The entry point is {@link dev.leasehold.web.WebServer}, which shows a {@link
 * dev.leasehold.web.Reading} and changes nothing; a signed {@code POST /webhook} only makes the
 * watcher look at its tips earlier. The pages contain no secrets.
 */
@NullMarked
package dev.leasehold.web;

import org.jspecify.annotations.NullMarked;
