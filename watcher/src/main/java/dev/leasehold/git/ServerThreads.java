package dev.leasehold.git;

import dev.leasehold.log.Bug;
import java.lang.Thread.UncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads in which JGit serves repositories of this machine. It lets what goes wrong end them,
 * and Java would print that as a stack trace; our end of the connection tells it in words.
 */
final class ServerThreads implements UncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ServerThreads.class);

  private final @Nullable UncaughtExceptionHandler others;

  private ServerThreads(@Nullable UncaughtExceptionHandler others) {
    this.others = others;
  }

  /** For the whole process: JGit makes these threads itself. */
  static void quiet() {
    Thread.setDefaultUncaughtExceptionHandler(
        new ServerThreads(Thread.getDefaultUncaughtExceptionHandler()));
  }

  @Override
  public void uncaughtException(Thread thread, Throwable e) {
    if (thread.getName().startsWith("JGit-")) {
      log.debug("{} ended", thread.getName(), e);
    } else if (others != null) {
      others.uncaughtException(thread, e);
    } else {
      log.error("{}", Bug.text(e, "in the thread " + thread.getName()));
    }
  }
}
