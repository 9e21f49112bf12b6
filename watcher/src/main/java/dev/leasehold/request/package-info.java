/**
 * One open pull request for each target: {@link dev.leasehold.request.PullRequests} puts the commit
 * on the request's branch, and keeps the request's text, labels and state up to date.
 */
@NullMarked
package dev.leasehold.request;

import org.jspecify.annotations.NullMarked;
