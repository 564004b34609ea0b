package io.lwt.bindings;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessagesTest {
  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  private final AddressBuffer address = new AddressBuffer(descriptors.arena);
  private final AddressBuffer from = new AddressBuffer(descriptors.arena);
  private final MemorySegment buffer = descriptors.arena.allocate(16);

  @AfterEach
  void close() {
    descriptors.close();
  }

  private int[] pair(int type) {
    int[] ends = new int[2];
    assertEquals(0, posix.socketpair(posix.AF_UNIX(), type, 0, ends));
    descriptors.add(ends[0]);
    descriptors.add(ends[1]);
    return ends;
  }

  /** A socket for datagrams, bound to an address that the system chooses and that is then in the buffer. */
  private int datagrams() {
    int fd = descriptors.add(posix.socket(posix.AF_INET(), posix.SOCK_DGRAM(), 0));
    posix.putInet(address, new byte[] {127, 0, 0, 1}, 0);
    assertEquals(0, posix.bind(fd, address));
    assertEquals(0, posix.getsockname(fd, address));
    return fd;
  }

  private MemorySegment bytes(String text) {
    return descriptors.arena.allocateFrom(text, UTF_8).asSlice(0, text.length());
  }

  private String got(long length) {
    return new String(buffer.asSlice(0, length).toArray(JAVA_BYTE), UTF_8);
  }

  @Test
  void socketsOfAPairAreConnected() {
    for (int type : new int[] {posix.SOCK_STREAM(), posix.SOCK_DGRAM(), posix.SOCK_SEQPACKET()}) {
      int[] pair = pair(type);
      for (int end = 0; end < 2; end++) {
        assertEquals(3, posix.sendto(pair[end], 0, null, bytes("abc"), 3));
        assertEquals(3, posix.recvfrom(pair[1 - end], 0, null, buffer, 16));
        assertEquals("abc", got(3));
      }
    }
  }

  @Test
  void datagramsSayWhereTheyAreFrom() {
    int sender = datagrams();
    int port = posix.port(address);
    int receiver = datagrams();
    assertEquals(5, posix.sendto(sender, 0, address, bytes("hello"), 5));
    assertEquals(5, posix.recvfrom(receiver, 0, from, buffer, 16));
    assertEquals("hello", got(5));
    assertEquals(port, posix.port(from));
    assertArrayEquals(new byte[] {127, 0, 0, 1}, posix.inetAddress(from));
  }

  @Test
  void aStreamDoesNotSay() {
    int[] pair = pair(posix.SOCK_STREAM());
    assertEquals(1, posix.sendto(pair[0], 0, null, bytes("a"), 1));
    assertEquals(1, posix.recvfrom(pair[1], 0, from, buffer, 16));
    assertEquals(posix.AF_UNSPEC(), posix.family(from));
  }

  @Test
  void aDatagramMayBeEmpty() {
    int receiver = datagrams();
    assertEquals(0, posix.sendto(receiver, 0, address, bytes("a"), 0));
    assertEquals(0, posix.recvfrom(receiver, 0, null, buffer, 16));
    assertEquals(descriptors.failure("EAGAIN"), posix.recvfrom(receiver, 0, null, buffer, 16));
  }

  @Test
  void aDatagramIsPeekedAtAndItsWholeLengthTold() {
    int receiver = datagrams();
    posix.sendto(receiver, posix.MSG_DONTROUTE(), address, bytes("hello"), 5);
    int peek = posix.MSG_PEEK() | posix.MSG_TRUNC();
    assertEquals(5, posix.recvfrom(receiver, peek, null, buffer, 2));
    assertEquals(5, posix.recvfrom(receiver, posix.MSG_TRUNC(), null, buffer, 2));
    assertEquals("he", got(2));
  }

  @Test
  void anUrgentByteOvertakes() {
    int[] pair = pair(posix.SOCK_STREAM());
    int urgent = posix.MSG_OOB();
    assertEquals(descriptors.failure("EINVAL"), posix.recvfrom(pair[1], urgent, null, buffer, 1));
    assertEquals(3, posix.sendto(pair[0], urgent, null, bytes("abc"), 3));
    assertEquals(1, posix.recvfrom(pair[1], urgent, null, buffer, 1));
    assertEquals("c", got(1));
    assertEquals(2, posix.recvfrom(pair[1], 0, null, buffer, 16));
  }

  // ---- with vectors and descriptors

  private static Vectors vectors(MemorySegment... pieces) {
    Vectors vectors = new Vectors();
    for (MemorySegment piece : pieces) {
      vectors.addGuarded(piece);
    }
    return vectors;
  }

  private ControlBuffer room(int room) {
    return new ControlBuffer(descriptors.arena, posix.controlSize(room));
  }

  private ControlBuffer control(int... sent) {
    ControlBuffer control = room(sent.length);
    posix.putDescriptors(control, sent);
    return control;
  }

  @Test
  void aMessageIsGatheredAndScattered() {
    int receiver = datagrams();
    long sent = posix.sendmsg(receiver, 0, address, null, vectors(bytes("ab"), bytes("cde")));
    assertEquals(5, sent);
    ControlBuffer control = room(1);
    Vectors pieces = vectors(buffer.asSlice(0, 1), buffer.asSlice(4, 2));
    assertEquals(5, posix.recvmsg(receiver, posix.MSG_TRUNC(), from, control, pieces));
    assertEquals("a\0\0\0bc\0", got(7));
    assertEquals(posix.port(address), posix.port(from));
    assertArrayEquals(new int[0], posix.descriptors(control));
    assertFalse(posix.isControlTruncated(control));
  }

  @Test
  void aMessageWithoutAddressGoesToThePeer() {
    int[] pair = pair(posix.SOCK_SEQPACKET());
    assertEquals(2, posix.sendmsg(pair[0], 0, null, null, vectors(bytes("ab"))));
    assertEquals(2, posix.recvmsg(pair[1], 0, null, room(1), vectors(buffer)));
    assertEquals("ab", got(2));
  }

  @Test
  void descriptorsArriveCloseOnExec() {
    int[] pipe = descriptors.pipe();
    int[] pair = pair(posix.SOCK_STREAM());
    assertEquals(
        1, posix.sendmsg(pair[0], 0, null, control(pipe[1], pair[1]), vectors(bytes("x"))));
    ControlBuffer control = room(2);
    assertEquals(1, posix.recvmsg(pair[1], 0, null, control, vectors(buffer)));
    int[] received = posix.descriptors(control);
    assertEquals(2, received.length);
    descriptors.add(received[0]);
    descriptors.add(received[1]);
    assertEquals(3, posix.write(received[0], bytes("abc"), 3));
    assertEquals(3, posix.read(pipe[0], buffer, 16));
    assertEquals(posix.SOCK_STREAM(), posix.socketType(received[1]));
  }

  @Test
  void descriptorsWithoutRoomAreClosed() {
    int[] pipe = descriptors.pipe();
    int[] pair = pair(posix.SOCK_DGRAM());
    posix.sendmsg(pair[0], 0, null, control(pipe[1], pipe[1]), vectors(bytes("x")));
    ControlBuffer narrow = new ControlBuffer(descriptors.arena, LinuxMessages.DATA + Integer.BYTES);
    assertEquals(1, posix.recvmsg(pair[1], 0, null, narrow, vectors(buffer)));
    assertTrue(posix.isControlTruncated(narrow));
    assertEquals(1, posix.descriptors(narrow).length);
    descriptors.close(descriptors.add(posix.descriptors(narrow)[0]));
    descriptors.close(pipe[1]);
    assertEquals(0, posix.read(pipe[0], buffer, 16), "nobody has the other end");
  }

  @Test
  void aMessageTakesALimitedNumber() {
    int most = posix.maxDescriptors();
    int[] pair = pair(posix.SOCK_STREAM());
    int[] many = new int[most];
    Arrays.fill(many, pair[0]);
    int[] tooMany = Arrays.copyOf(many, most + 1);
    Vectors byteToSend = vectors(bytes("x"));
    assertEquals(
        descriptors.failure("EINVAL"),
        posix.sendmsg(pair[0], 0, null, control(tooMany), byteToSend));
    assertEquals(1, posix.sendmsg(pair[0], 0, null, control(many), byteToSend));
    ControlBuffer control = room(most);
    assertEquals(1, posix.recvmsg(pair[1], 0, null, control, vectors(buffer)));
    int[] received = posix.descriptors(control);
    assertEquals(most, received.length);
    for (int fd : received) {
      assertEquals(0, posix.close(fd));
    }
  }

  @Test
  void controlIsLaidOutAsTheCompilerDoes(@TempDir Path folder)
      throws IOException, InterruptedException {
    CompiledC.assumeCompiler();
    Path program =
        CompiledC.compile(
            folder,
            "#include \"linux.h\"\nint main(void) { printf(\"%zu\\n\", CMSG_LEN(0));"
                + " for (int i = 0; i < 5; i++) printf(\"%zu\\n\", CMSG_SPACE(4 * i)); }");
    List<String> expected = new ArrayList<>(List.of("" + LinuxMessages.DATA));
    for (int i = 0; i < 5; i++) {
      expected.add("" + (posix.controlSize(i) - LinuxMessages.OTHER_CONTROL));
    }
    assertEquals(expected, CompiledC.run(List.of(program.toString())));
  }

  @Test
  void peersHaveCredentials() throws IOException {
    int[] credentials = new int[3];
    int user = (int) java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    int group = (int) java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:gid");
    assertEquals(0, posix.peerCredentials(pair(posix.SOCK_STREAM())[0], credentials));
    int process = (int) ProcessHandle.current().pid();
    assertArrayEquals(new int[] {process, user, group}, credentials);
    assertEquals(descriptors.failure("ENOTCONN"), posix.peerCredentials(datagrams(), credentials));
  }

  @Test
  void errorsAreAnswered() {
    int ebadf = descriptors.failure("EBADF");
    posix.putInet(address, new byte[] {127, 0, 0, 1}, 1);
    assertEquals(ebadf, posix.recvfrom(-1, 0, from, buffer, 1));
    assertEquals(ebadf, posix.recvfrom(-1, 0, null, buffer, 1));
    assertEquals(ebadf, posix.sendto(-1, 0, address, buffer, 1));
    assertEquals(ebadf, posix.sendto(-1, 0, null, buffer, 1));
    assertEquals(ebadf, posix.recvmsg(-1, 0, from, room(1), vectors(buffer)));
    assertEquals(ebadf, posix.sendmsg(-1, 0, address, null, vectors(buffer)));
    assertEquals(ebadf, posix.peerCredentials(-1, new int[3]));
    int family = posix.AF_INET();
    int[] ends = new int[2];
    assertEquals(
        descriptors.failure("EOPNOTSUPP"), posix.socketpair(family, posix.SOCK_STREAM(), 0, ends));
    int[] pair = pair(posix.SOCK_STREAM());
    assertEquals(descriptors.failure("EAGAIN"), posix.recvfrom(pair[0], 0, null, buffer, 16));
    descriptors.close(pair[1]);
    assertEquals(descriptors.failure("EPIPE"), posix.sendto(pair[0], 0, null, bytes("a"), 1));
  }

  @Test
  void aLengthBeyondTheBufferIsRefused() {
    int receiver = datagrams();
    assertThrows(
        IndexOutOfBoundsException.class, () -> posix.recvfrom(receiver, 0, null, buffer, 17));
    assertThrows(
        IndexOutOfBoundsException.class, () -> posix.sendto(receiver, 0, address, buffer, 17));
  }
}
