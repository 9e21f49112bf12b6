/**
 * What one can see of a watcher over HTTP: {@code /metrics} for Prometheus, {@code /healthz} and
 * {@code /readyz} for its supervisor, {@code /status} as text or JSON for people and scripts.
 *
 * <p>The way in is {@link dev.leasehold.web.WebServer}, which shows what a {@link
 * dev.leasehold.web.Reading} holds and changes nothing. There is nothing secret in it.
 */
@NullMarked
package dev.leasehold.web;

import org.jspecify.annotations.NullMarked;
