package dev.leasehold.netlink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs a Java program on a Linux kernel of its own: qemu without network, disks and acceleration,
 * and a file system in memory with the JDK of the test. It skips the test where something is
 * missing.
 */
final class VirtualMachine {
  /** Where .ci/run puts the files of Debian's kernel; else the kernel of this machine. */
  private static final List<Path> KERNELS = List.of(Path.of("../target/vm-kernel"), Path.of("/"));

  private static final int MEMORY_MIB = 1536;

  private VirtualMachine() {}

  /** A kernel and its modules. */
  private record Kernel(Path image, Path modules) {
    private static Optional<Kernel> in(Path root) {
      return list(root.resolve("boot"), "vmlinuz-").stream()
          .map(image -> new Kernel(image, modules(root, image)))
          .filter(kernel -> Files.isReadable(kernel.image))
          .filter(kernel -> Files.exists(kernel.module("drivers/net/vrf")))
          .findFirst();
    }

    private static Path modules(Path root, Path image) {
      String version = image.getFileName().toString().substring("vmlinuz-".length());
      return root.resolve("lib/modules").resolve(version).resolve("kernel");
    }

    Path module(String name) {
      return modules.resolve(name + ".ko");
    }
  }

  /**
   * Runs a program to its end; returns all lines of the console.
   *
   * @param folder for the file system of the machine
   * @param main the program, of the class path of the test
   * @param modules of the kernel, each after those that it needs
   */
  static List<String> run(Path folder, Class<?> main, List<String> modules) throws Exception {
    assumeTrue("amd64".equals(System.getProperty("os.arch")), "the machine is x86-64 alone");
    Path qemu = program("qemu-system-x86_64");
    Optional<Kernel> kernel = KERNELS.stream().flatMap(at -> Kernel.in(at).stream()).findFirst();
    assumeTrue(
        kernel.isPresent(),
        "no kernel with the module vrf in target/vm-kernel or /boot (.ci/run fetches one)");
    Path initramfs = folder.resolve("initramfs");
    try (Initramfs files = new Initramfs(initramfs)) {
      write(files, kernel.get(), main, modules);
    }
    Process machine =
        new ProcessBuilder(
                qemu.toString(),
                "-nodefaults",
                "-no-user-config",
                "-no-reboot",
                "-accel",
                "tcg,thread=multi",
                "-smp",
                "2",
                "-m",
                Integer.toString(MEMORY_MIB),
                "-display",
                "none",
                "-nic",
                "none",
                "-serial",
                "stdio",
                "-kernel",
                kernel.get().image().toString(),
                "-initrd",
                initramfs.toString(),
                "-append",
                "console=ttyS0 quiet panic=-1")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader console = machine.inputReader(UTF_8)) {
      return console.lines().map(String::strip).toList();
    } finally {
      machine.destroyForcibly();
    }
  }

  private static void write(Initramfs files, Kernel kernel, Class<?> main, List<String> modules)
      throws Exception {
    Path busybox = program("busybox");
    Path ip = program("ip");
    Path jdk = Path.of(System.getProperty("java.home")).toRealPath();
    files.folder("proc");
    files.folder("sys");
    files.folder("tmp");
    files.file("bin/busybox", busybox);
    files.file("bin/ip", ip);
    List<Path> linked = new ArrayList<>(List.of(busybox, ip, jdk.resolve("bin/java")));
    files.file("jdk/bin/java", jdk.resolve("bin/java"));
    for (String part : List.of("lib", "conf")) {
      for (Path file : below(jdk.resolve(part))) {
        if (!file.endsWith("src.zip") && !file.endsWith("ct.sym")) {
          files.file("jdk/" + jdk.relativize(file), file);
          if (file.toString().endsWith(".so")) {
            linked.add(file);
          }
        }
      }
    }
    for (Path library : libraries(linked)) {
      if (!library.startsWith(jdk)) {
        files.file(library.toString().substring(1), library);
      }
    }
    StringBuilder load = new StringBuilder();
    for (String module : modules) {
      String name = module.substring(module.lastIndexOf('/') + 1) + ".ko";
      files.file("modules/" + name, kernel.module(module));
      load.append("/bin/busybox insmod /modules/").append(name).append('\n');
    }
    files.file("init", init(load.toString(), classPath(files), main));
  }

  private static String init(String load, String classPath, Class<?> main) {
    return """
    #!/bin/busybox sh
    export PATH=/bin
    /bin/busybox mount -t proc proc /proc
    /bin/busybox mount -t sysfs sys /sys
    %s
    ip link set lo up
    /jdk/bin/java -XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote -XX:+UseSerialGC -Xmx256m \\
      --enable-native-access=ALL-UNNAMED -cp %s %s 2>&1
    /bin/busybox poweroff -f
    """
        .formatted(load, classPath, main.getName());
  }

  /** Copies the class path of the test; returns it as it is in the machine. */
  private static String classPath(Initramfs files) throws IOException {
    List<String> path = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(part);
      String to = "path/" + path.size();
      if (Files.isDirectory(from)) {
        for (Path file : below(from)) {
          files.file(to + "/" + from.relativize(file), file);
        }
        path.add("/" + to);
      } else if (Files.isRegularFile(from)) {
        files.file(to + ".jar", from);
        path.add("/" + to + ".jar");
      }
    }
    return String.join(":", path);
  }

  /** The shared libraries that programs and libraries need, and the loader. */
  private static List<Path> libraries(List<Path> of) throws Exception {
    List<String> line = new ArrayList<>(List.of("ldd"));
    of.forEach(file -> line.add(file.toString()));
    Process ldd = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = ldd.inputReader()) {
      return out.lines()
          .filter(l -> !l.endsWith(":"))
          .flatMap(l -> Arrays.stream(l.strip().split(" ")))
          .filter(word -> word.startsWith("/"))
          .distinct()
          .map(Path::of)
          .toList();
    }
  }

  private static Path program(String name) {
    Optional<Path> found =
        Stream.concat(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                Stream.of("/usr/sbin", "/sbin"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), name + " is not on the PATH");
    return found.orElseThrow();
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<Path> list(Path folder, String start) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().startsWith(start)).sorted().toList();
    } catch (IOException e) {
      return List.of(); // there is none
    }
  }
}
