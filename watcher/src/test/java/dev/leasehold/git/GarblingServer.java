package dev.leasehold.git;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.util.io.NullOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An SSH server in this process; the programs of JGit or git serve a repository, and a seed
 * determines how their output is garbled. It accepts every client.
 */
final class GarblingServer implements AutoCloseable {
  private final SshServer server = SshServer.setUpDefaultServer();
  private final Path directory;
  private final AtomicLong octets = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile @Nullable Random garbling;
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean onlyOne;
  private volatile boolean hangsAtChannels;

  /** Starts the server on a loopback port. */
  GarblingServer(Path directory) throws IOException, GeneralSecurityException {
    this.directory = Files.createDirectories(directory);
    KeyPair host = key();
    try (OutputStream file = Files.newOutputStream(clientKey())) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key(), "", null, file);
    }
    Files.setPosixFilePermissions(clientKey(), PosixFilePermissions.fromString("rw-------"));
    server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.setKeyPairProvider(KeyPairProvider.wrap(host));
    server.setPublickeyAuthenticator((user, key, session) -> true);
    server.setCommandFactory((channel, command) -> new Program(command));
    server.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionCreated(Session session) {
            connections.incrementAndGet();
          }
        });
    server.addChannelListener(
        new ChannelListener() {
          @Override
          public void channelInitialized(Channel channel) {
            if (hangsAtChannels) {
              hangs.countDown();
              await(released);
            }
          }
        });
    server.start();
    Files.writeString(
        knownHosts(),
        "[%s]:%d %s\n"
            .formatted(
                server.getHost(), server.getPort(), PublicKeyEntry.toString(host.getPublic())));
  }

  private static KeyPair key() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private Path clientKey() {
    return directory.resolve("id");
  }

  private Path knownHosts() {
    return directory.resolve("known_hosts");
  }

  GitTarget target(Path repository) {
    return new GitTarget(
        "home",
        "ssh://git@" + server.getHost() + ":" + server.getPort() + repository,
        "main",
        "network",
        new GitTarget.Auth.SshKey(clientKey(), knownHosts()),
        GitScenario.AUTHOR);
  }

  /** Garbles every second connection from now on, according to a seed. */
  void garble(long seed) {
    garbling = new Random(seed);
  }

  /** Stops garbling. */
  void serve() {
    garbling = null;
  }

  /** The number of bytes in both directions; it does not change while both sides wait. */
  long octets() {
    return octets.get();
  }

  /** Runs only the first program of a connection from now on. */
  void startOneProgram() {
    onlyOne = true;
  }

  /** Does not answer requests to start a program from now on. */
  void hangAtPrograms() {
    hangsAtChannels = true;
  }

  /** Waits until a request is left without an answer. */
  void awaitHang() {
    await(hangs);
  }

  /** Answers requests again. */
  void release() {
    hangsAtChannels = false;
    released.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The number of connections so far. */
  int connections() {
    return connections.get();
  }

  /** Waits until the last connection is closed at both ends. */
  void awaitNoConnection() {
    while (!server.getActiveSessions().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /** Closes all connections. */
  void disconnect() throws IOException {
    for (AbstractSession session : server.getActiveSessions()) {
      session.close(true).await();
    }
  }

  @Override
  public void close() throws IOException {
    release();
    server.stop(true);
  }

  /** {@code git-upload-pack '/path'} or {@code git-receive-pack '/path'}. */
  private final class Program implements Command {
    private final String name;
    private final Path repository;
    private final CountDownLatch destroyed = new CountDownLatch(1);
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private ExitCallback exit = (status, message, immediately) -> {};
    private volatile @Nullable Process process;

    Program(String command) {
      String[] words = command.split(" ", 2);
      name = words[0].replace("git-", "");
      repository = Path.of(words[1].replace("'", ""));
    }

    @Override
    public void setInputStream(InputStream stream) {
      in = new CountedInput(stream, octets);
    }

    @Override
    public void setOutputStream(OutputStream stream) {
      out = new CountedOutput(stream, octets);
    }

    @Override
    public void setErrorStream(OutputStream stream) {
      // This direction has no output.
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
      exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
      if (onlyOne && channel.getChannelId() > 0) {
        exit.onExit(1);
        return;
      }
      Random chance = garbling;
      // All is drawn here: connections come one after the other, and their threads do not.
      Random own = new Random(chance == null ? 0 : chance.nextLong());
      boolean jgit = own.nextBoolean();
      int status = own.nextInt(4);
      OutputStream says = chance != null && own.nextBoolean() ? new GarbledOutput(out, own) : out;
      String protocol = environment.getEnv().getOrDefault("GIT_PROTOCOL", "");
      Thread.ofPlatform()
          .daemon()
          .name("server-" + name)
          .start(() -> {
            try {
              run(jgit, protocol, says);
              out.flush();
              exit.onExit(0);
            } catch (GarbledOutput.OverException e) {
              end(channel, e.hangs, status);
            } catch (IOException | RuntimeException e) {
              exit.onExit(128, String.valueOf(e.getMessage()));
            }
          });
    }

    private void end(ChannelSession channel, boolean hangs, int status) {
      if (hangs) {
        try {
          destroyed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      } else if (status == 3) {
        channel.getSession().close(true);
      } else {
        exit.onExit(status);
      }
    }

    private void run(boolean jgit, String protocol, OutputStream says) throws IOException {
      if (!jgit) {
        runGit(protocol, says);
        return;
      }
      try (Repository git =
          new FileRepositoryBuilder().setGitDir(repository.toFile()).setMustExist(true).build()) {
        if (name.equals("upload-pack")) {
          UploadPack upload = new UploadPack(git);
          upload.setExtraParameters(List.of(protocol.split(":", -1)));
          upload.upload(in, says, NullOutputStream.INSTANCE);
        } else {
          new ReceivePack(git).receive(in, says, NullOutputStream.INSTANCE);
        }
      }
    }

    private void runGit(String protocol, OutputStream says) throws IOException {
      ProcessBuilder builder = new ProcessBuilder("git", name, repository.toString());
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
      builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
      builder.environment().put("GIT_PROTOCOL", protocol);
      Process git = builder.start();
      process = git;
      Thread.ofPlatform()
          .daemon()
          .name("server-input")
          .start(() -> {
            try (OutputStream to = git.getOutputStream()) {
              copy(in, to);
            } catch (IOException e) {
              git.destroy(); // it has ended already, or nobody listens to it any more
            }
          });
      try (InputStream from = git.getInputStream()) {
        copy(from, says);
      } finally {
        git.destroy();
      }
    }

    @Override
    public void destroy(ChannelSession channel) {
      destroyed.countDown();
      Process git = process;
      if (git != null) {
        git.destroy();
      }
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[8_192];
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      to.write(buffer, 0, count);
      to.flush();
    }
  }

  private static final class CountedInput extends FilterInputStream {
    private final AtomicLong octets;

    CountedInput(InputStream in, AtomicLong octets) {
      super(in);
      this.octets = octets;
    }

    @Override
    public int read() throws IOException {
      octets.incrementAndGet();
      return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      octets.addAndGet(Math.max(count, 0));
      return count;
    }
  }

  private static final class CountedOutput extends FilterOutputStream {
    private final AtomicLong octets;

    CountedOutput(OutputStream out, AtomicLong octets) {
      super(out);
      this.octets = octets;
    }

    @Override
    public void write(int octet) throws IOException {
      octets.incrementAndGet();
      out.write(octet);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      octets.addAndGet(length);
      out.write(from, offset, length);
    }
  }
}
