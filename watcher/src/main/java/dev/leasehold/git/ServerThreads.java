package dev.leasehold.git;

import dev.leasehold.log.Bug;
import java.lang.Thread.UncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads in which JGit serves local repositories, and those in which an SSH connection
 * completes its operations. An exception ends such a thread, and Java would print its stack trace.
 * The client end of the connection reports the failure in words.
 */
final class ServerThreads implements UncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ServerThreads.class);

  private final @Nullable UncaughtExceptionHandler others;

  private ServerThreads(@Nullable UncaughtExceptionHandler others) {
    this.others = others;
  }

  /** Installs the handler for the whole process, because JGit creates these threads itself. */
  static void quiet() {
    Thread.setDefaultUncaughtExceptionHandler(
        new ServerThreads(Thread.getDefaultUncaughtExceptionHandler()));
  }

  @Override
  public void uncaughtException(Thread thread, Throwable e) {
    if (thread.getName().startsWith("JGit-") || isOfClosedConnection(thread, e)) {
      log.debug("{} ended", thread.getName(), e);
    } else if (others != null) {
      others.uncaughtException(thread, e);
    } else {
      log.error("{}", Bug.text(e, "in the thread " + thread.getName()));
    }
  }

  /**
   * Whether the kernel completed an operation of an SSH connection after it was closed: then there
   * are no threads any more to which Apache MINA sshd could pass the result.
   */
  private static boolean isOfClosedConnection(Thread thread, Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return thread.getName().startsWith("InnocuousThread-")
        && e instanceof IllegalStateException
        && trace.length > 0
        && trace[0].getClassName().startsWith("org.apache.sshd.");
  }
}
