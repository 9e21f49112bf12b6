package dev.leasehold.git;

import java.io.File;
import java.time.Instant;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * The system as JGit sees it: without user or system configuration and without environment
 * variables. The content of a commit and the destination of a push must not depend on the user who
 * starts the watcher.
 */
final class HermeticSystem extends SystemReader {
  /** JGit's default of 10 MiB would add to the memory for a large package. */
  private static final int DELTA_BASE_BYTES = 1 << 20;

  private static boolean installed;

  private final SystemReader machine;

  private HermeticSystem(SystemReader machine) {
    this.machine = machine;
    setPlatformChecker();
  }

  /** Replaces the reader of the whole process; JGit has only one. */
  static synchronized void install() {
    if (!installed) {
      SystemReader.setInstance(new HermeticSystem(SystemReader.getInstance()));
      ServerThreads.quiet();
      boundCaches();
      installed = true;
    }
  }

  /** Reduces JGit's caches: the objects of a package are small and close together in a pack. */
  private static void boundCaches() {
    WindowCacheConfig caches = new WindowCacheConfig();
    caches.setDeltaBaseCacheLimit(DELTA_BASE_BYTES);
    caches.install();
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new FileSystemConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new EmptyConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new EmptyConfig(parent, fs);
  }

  @Override
  public @Nullable String getenv(String variable) {
    return null;
  }

  @Override
  public String getProperty(String key) {
    return System.getProperty(key);
  }

  @Override
  public String getHostname() {
    return machine.getHostname();
  }

  // JGit uses this time for temporary files and locks only; commits use the writer's clock.
  @Override
  public Instant now() {
    return machine.now();
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester")
  public long getCurrentTime() {
    return now().toEpochMilli();
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester")
  public int getTimezone(long when) {
    return 0;
  }

  private static class EmptyConfig extends FileBasedConfig {
    EmptyConfig(@Nullable Config parent, FS fs) {
      super(parent, new File("/nonexistent"), fs);
    }

    @Override
    public void load() {
      // There is no file to read.
    }

    @Override
    public void save() {
      // There is no file to write.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }

  /**
   * Replaces the user's configuration and sets the timestamp resolution of every file system.
   * Without it JGit measures the resolution at the first use, for three seconds. Two ticks of a
   * slow kernel clock are enough: Git replaces files instead of rewriting them, and a replaced file
   * has another inode.
   */
  private static final class FileSystemConfig extends EmptyConfig {
    FileSystemConfig(@Nullable Config parent, FS fs) {
      super(parent, fs);
    }

    @Override
    public @Nullable String getString(String section, @Nullable String subsection, String name) {
      if (section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)) {
        if (name.equals(ConfigConstants.CONFIG_KEY_TIMESTAMP_RESOLUTION)) {
          return "20 milliseconds";
        }
        if (name.equals(ConfigConstants.CONFIG_KEY_MIN_RACY_THRESHOLD)) {
          return "0 milliseconds";
        }
      }
      return super.getString(section, subsection, name);
    }
  }
}
