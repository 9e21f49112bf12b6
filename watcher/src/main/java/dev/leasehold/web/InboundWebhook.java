package dev.leasehold.web;

import dev.leasehold.git.Pause;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The settings of {@code POST /webhook}.
 *
 * @param secretFile the secret that senders share; read for each call
 * @param look looks at the tips of the targets now; does not block for long
 * @param nanoTime the clock of the limit of bad signatures
 * @param pause the wait between two looks
 */
public record InboundWebhook(Path secretFile, Runnable look, LongSupplier nanoTime, Pause pause) {}
