package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.unix.Descriptor.Kind;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Files and directories under names that nobody has yet, and that nobody can guess. */
final class TemporaryFiles {
  private static final String PLACE = "XXXXXX";
  private static final String CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** There are fifty thousand million names. */
  private static final int TRIES = 100;

  private static final int EXISTS = -Errno.EEXIST.number();

  /** What open(2) answers where there are no files without a name. */
  private static final Set<Long> ABSENT =
      Set.of(-(long) Errno.EOPNOTSUPP.number(), -(long) Errno.EISDIR.number());

  /** Made when it is first needed: it reads the system's source of random numbers. */
  private static final class Random {
    static final SecureRandom SOURCE = new SecureRandom();
  }

  private TemporaryFiles() {}

  /** A path, and what the call that made it gave. */
  private record Made(String path, int result) {}

  static Promise<TemporaryFile> mkstemp(String template) {
    Objects.requireNonNull(template, "template");
    EventLoop loop = EventLoop.current();
    Posix posix = loop.posix();
    return Jobs.files()
        .run(() -> makeFile(posix, "mkstemp", template), made -> drop(posix, made))
        .map(made -> new TemporaryFile(made.path, file(loop, made.result)));
  }

  private static Made makeFile(Posix posix, String name, String template) {
    int flags = posix.O_RDWR() | posix.O_CREAT() | posix.O_EXCL();
    return make(
        name,
        template,
        path -> PathCalls.attempt(posix, name, path, (p, bytes) -> p.open(bytes, flags, 0600)));
  }

  /** Takes away a file that nobody wants any more. */
  private static void drop(Posix posix, Made made) {
    posix.close(made.result);
    PathCalls.attempt(posix, "unlink", made.path, Posix::unlink);
  }

  static Promise<String> mkdtemp(String template) {
    Objects.requireNonNull(template, "template");
    Posix posix = EventLoop.current().posix();
    return Jobs.files()
        .run(
            () -> makeDirectory(posix, template),
            path -> PathCalls.attempt(posix, "rmdir", path, Posix::rmdir));
  }

  private static String makeDirectory(Posix posix, String template) {
    return make(
            "mkdtemp",
            template,
            path -> PathCalls.attempt(posix, "mkdtemp", path, (p, bytes) -> p.mkdir(bytes, 0700)))
        .path;
  }

  /** Makes something under the first name that is free. */
  private static Made make(String name, String template, ToLongFunction<String> call) {
    int place = template.lastIndexOf(PLACE);
    if (place <= template.lastIndexOf('/')) {
      throw new UnixException(Errno.EINVAL, name, template);
    }
    String before = template.substring(0, place);
    String after = template.substring(place + PLACE.length());
    for (int left = TRIES; ; left--) {
      String path = before + randomName() + after;
      long result = call.applyAsLong(path);
      if (result >= 0) {
        return new Made(path, (int) result);
      }
      if (result != EXISTS || left == 1) {
        throw new UnixException((int) -result, name, template);
      }
    }
  }

  private static String randomName() {
    return Random.SOURCE
        .ints(PLACE.length(), 0, CHARACTERS.length())
        .mapToObj(CHARACTERS::charAt)
        .map(String::valueOf)
        .collect(Collectors.joining());
  }

  static Promise<Fd> tmpfile(String directory) {
    Objects.requireNonNull(directory, "directory");
    EventLoop loop = EventLoop.current();
    Posix posix = loop.posix();
    return Jobs.files()
        .run(() -> openUnnamed(posix, directory), posix::close)
        .map(number -> file(loop, number));
  }

  private static int openUnnamed(Posix posix, String directory) {
    int flags = posix.O_RDWR() | posix.O_TMPFILE() | posix.O_EXCL();
    long result =
        PathCalls.attempt(posix, "tmpfile", directory, (p, bytes) -> p.open(bytes, flags, 0600));
    if (ABSENT.contains(result)) {
      Made made = makeFile(posix, "tmpfile", directory + "/tmp." + PLACE);
      result = PathCalls.attempt(posix, "tmpfile", made.path, Posix::unlink);
      if (result == 0) {
        return made.result;
      }
      posix.close(made.result);
    }
    if (result < 0) {
      throw new UnixException((int) -result, "tmpfile", directory);
    }
    return (int) result;
  }

  private static Fd file(EventLoop loop, int number) {
    return new Fd(new Descriptor(loop, number, Kind.FILE));
  }
}
