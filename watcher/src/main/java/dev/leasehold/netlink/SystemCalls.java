package dev.leasehold.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The required C library calls, on 64-bit Linux. Each returns the result of C, or {@code -errno}.
 */
final class SystemCalls {
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOBUFS = 105;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_IN_STATE =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND =
      function("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECEIVE =
      function("recvfrom", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle POLL = function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EVENT = function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle READ =
      function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE =
      function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle SET_OPTION =
      function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

  private SystemCalls() {}

  /**
   * Checks that the platform has these calls.
   *
   * @throws IOException on any platform except 64-bit Linux
   */
  static void require() throws IOException {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux") || ADDRESS.byteSize() != 8) {
      throw new IOException("netlink needs 64-bit Linux; this is " + system);
    }
  }

  static int socket(int domain, int type, int protocol) {
    return (int) call(state -> (int) SOCKET.invokeExact(state, domain, type, protocol));
  }

  static int bind(int fd, MemorySegment address) {
    int length = (int) address.byteSize();
    return (int) call(state -> (int) BIND.invokeExact(state, fd, address, length));
  }

  static int setOption(int fd, int level, int option, MemorySegment value) {
    int length = (int) value.byteSize();
    return (int)
        call(state -> (int) SET_OPTION.invokeExact(state, fd, level, option, value, length));
  }

  static long send(int fd, MemorySegment bytes) {
    return call(state -> (long) SEND.invokeExact(state, fd, bytes, bytes.byteSize(), 0));
  }

  static long receive(
      int fd, MemorySegment into, int flags, MemorySegment from, MemorySegment fromLength) {
    return call(state ->
        (long) RECEIVE.invokeExact(state, fd, into, into.byteSize(), flags, from, fromLength));
  }

  static int poll(MemorySegment descriptors, long count, int timeoutMillis) {
    return (int) call(state -> (int) POLL.invokeExact(state, descriptors, count, timeoutMillis));
  }

  static int eventfd(int flags) {
    return (int) call(state -> (int) EVENT.invokeExact(state, 0, flags));
  }

  static long read(int fd, MemorySegment into) {
    return call(state -> (long) READ.invokeExact(state, fd, into, into.byteSize()));
  }

  static long write(int fd, MemorySegment bytes) {
    return call(state -> (long) WRITE.invokeExact(state, fd, bytes, bytes.byteSize()));
  }

  static void close(int fd) {
    call(state -> (int) CLOSE.invokeExact(state, fd));
  }

  @SuppressWarnings("restricted") // the launcher allows it
  private static MethodHandle function(
      String name, ValueLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters), ERRNO);
  }

  private interface Call {
    long apply(MemorySegment state) throws Throwable;
  }

  private static long call(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = call.apply(state);
      return result < 0 ? -(int) ERRNO_IN_STATE.get(state, 0L) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) { // a C call throws no exception
      throw new IllegalStateException(e);
    }
  }
}
