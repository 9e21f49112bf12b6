/**
 * Routers that are reached by SSH: {@link dev.leasehold.router.Router} is one of the configuration.
 */
@NullMarked
package dev.leasehold.router;

import org.jspecify.annotations.NullMarked;
