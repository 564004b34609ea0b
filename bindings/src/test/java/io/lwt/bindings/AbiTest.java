package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every number of C that the hand-written code has agrees with what jextract read in the headers, and with what a C
 * compiler says here. What there is to compare is taken from the code itself: a new constant is compared by itself, a
 * new function fails until its prototype stands here.
 */
class AbiTest {
  /** The prototypes of all functions, as their man pages have them; the compiler checks each. */
  private static final Map<String, String> PROTOTYPES =
      Map.ofEntries(
          Map.entry("accept4", "int(int, struct sockaddr *, socklen_t *, int)"),
          Map.entry("bind", "int(int, const struct sockaddr *, socklen_t)"),
          Map.entry("chdir", "int(const char *)"),
          Map.entry("chroot", "int(const char *)"),
          Map.entry("close", "int(int)"),
          Map.entry("connect", "int(int, const struct sockaddr *, socklen_t)"),
          Map.entry(
              "copy_file_range", "ssize_t(int, off64_t *, int, off64_t *, size_t, unsigned int)"),
          Map.entry("dup3", "int(int, int, int)"),
          Map.entry("epoll_create1", "int(int)"),
          Map.entry("epoll_ctl", "int(int, int, int, struct epoll_event *)"),
          Map.entry(
              "epoll_pwait2",
              "int(int, struct epoll_event *, int, const struct timespec *, const sigset_t *)"),
          Map.entry("epoll_wait", "int(int, struct epoll_event *, int, int)"),
          Map.entry("eventfd", "int(unsigned int, int)"),
          Map.entry("faccessat", "int(int, const char *, int, int)"),
          Map.entry("fchmod", "int(int, mode_t)"),
          Map.entry("fchmodat", "int(int, const char *, mode_t, int)"),
          Map.entry("fchown", "int(int, uid_t, gid_t)"),
          Map.entry("fchownat", "int(int, const char *, uid_t, gid_t, int)"),
          Map.entry("fcntl", "int(int, int, ...)"),
          Map.entry("fdatasync", "int(int)"),
          Map.entry("freeaddrinfo", "void(struct addrinfo *)"),
          Map.entry("fsync", "int(int)"),
          Map.entry("ftruncate", "int(int, off_t)"),
          Map.entry("gai_strerror", "const char *(int)"),
          Map.entry(
              "getaddrinfo",
              "int(const char *, const char *, const struct addrinfo *, struct addrinfo **)"),
          Map.entry("getcwd", "char *(char *, size_t)"),
          Map.entry("getdents64", "ssize_t(int, void *, size_t)"),
          Map.entry(
              "getnameinfo",
              "int(const struct sockaddr *, socklen_t, char *, socklen_t, char *, socklen_t, int)"),
          Map.entry("getgrgid_r", "int(gid_t, struct group *, char *, size_t, struct group **)"),
          Map.entry(
              "getgrnam_r", "int(const char *, struct group *, char *, size_t, struct group **)"),
          Map.entry(
              "gethostbyaddr_r",
              "int(const void *, socklen_t, int, struct hostent *, char *, size_t,"
                  + " struct hostent **, int *)"),
          Map.entry(
              "gethostbyname_r",
              "int(const char *, struct hostent *, char *, size_t, struct hostent **, int *)"),
          Map.entry("gethostname", "int(char *, size_t)"),
          Map.entry("getlogin_r", "int(char *, size_t)"),
          Map.entry("getpeername", "int(int, struct sockaddr *, socklen_t *)"),
          Map.entry("getpgid", "pid_t(pid_t)"),
          Map.entry(
              "getprotobyname_r",
              "int(const char *, struct protoent *, char *, size_t, struct protoent **)"),
          Map.entry(
              "getprotobynumber_r",
              "int(int, struct protoent *, char *, size_t, struct protoent **)"),
          Map.entry(
              "getpwnam_r", "int(const char *, struct passwd *, char *, size_t, struct passwd **)"),
          Map.entry("getpwuid_r", "int(uid_t, struct passwd *, char *, size_t, struct passwd **)"),
          Map.entry(
              "getservbyname_r",
              "int(const char *, const char *, struct servent *, char *, size_t,"
                  + " struct servent **)"),
          Map.entry(
              "getservbyport_r",
              "int(int, const char *, struct servent *, char *, size_t, struct servent **)"),
          Map.entry("getpid", "int(void)"),
          Map.entry("getsockname", "int(int, struct sockaddr *, socklen_t *)"),
          Map.entry("getsockopt", "int(int, int, int, void *, socklen_t *)"),
          Map.entry("grantpt", "int(int)"),
          Map.entry("hstrerror", "const char *(int)"),
          Map.entry("if_nametoindex", "unsigned int(const char *)"),
          Map.entry("inotify_add_watch", "int(int, const char *, uint32_t)"),
          Map.entry("inotify_init1", "int(int)"),
          Map.entry("inotify_rm_watch", "int(int, int)"),
          Map.entry("ioctl", "int(int, unsigned long, ...)"),
          Map.entry("isatty", "int(int)"),
          Map.entry("linkat", "int(int, const char *, int, const char *, int)"),
          Map.entry("listen", "int(int, int)"),
          Map.entry("lseek", "off_t(int, off_t, int)"),
          Map.entry("mkdirat", "int(int, const char *, mode_t)"),
          Map.entry("mkfifoat", "int(int, const char *, mode_t)"),
          Map.entry("mmap", "void *(void *, size_t, int, int, int, off_t)"),
          Map.entry("munmap", "int(void *, size_t)"),
          Map.entry("newlocale", "locale_t(int, const char *, locale_t)"),
          Map.entry("openat", "int(int, const char *, int, ...)"),
          Map.entry("pipe2", "int(int *, int)"),
          Map.entry("poll", "int(struct pollfd *, nfds_t, int)"),
          Map.entry("posix_openpt", "int(int)"),
          Map.entry(
              "ppoll", "int(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *)"),
          Map.entry("pread", "ssize_t(int, void *, size_t, off_t)"),
          Map.entry("pwrite", "ssize_t(int, const void *, size_t, off_t)"),
          Map.entry("ptsname_r", "int(int, char *, size_t)"),
          Map.entry("read", "ssize_t(int, void *, size_t)"),
          Map.entry("readlinkat", "ssize_t(int, const char *, char *, size_t)"),
          Map.entry("readv", "ssize_t(int, const struct iovec *, int)"),
          Map.entry("recv", "ssize_t(int, void *, size_t, int)"),
          Map.entry(
              "recvfrom", "ssize_t(int, void *, size_t, int, struct sockaddr *, socklen_t *)"),
          Map.entry("recvmsg", "ssize_t(int, struct msghdr *, int)"),
          Map.entry("renameat", "int(int, const char *, int, const char *)"),
          Map.entry("send", "ssize_t(int, const void *, size_t, int)"),
          Map.entry("sendfile", "ssize_t(int, int, off_t *, size_t)"),
          Map.entry("sendmsg", "ssize_t(int, const struct msghdr *, int)"),
          Map.entry(
              "sendto",
              "ssize_t(int, const void *, size_t, int, const struct sockaddr *, socklen_t)"),
          Map.entry("setsockopt", "int(int, int, int, const void *, socklen_t)"),
          Map.entry("shutdown", "int(int, int)"),
          Map.entry("socket", "int(int, int, int)"),
          Map.entry("socketpair", "int(int, int, int, int *)"),
          Map.entry("splice", "ssize_t(int, off64_t *, int, off64_t *, size_t, unsigned int)"),
          Map.entry("statx", "int(int, const char *, int, unsigned int, struct statx *)"),
          Map.entry("strerror_l", "char *(int, locale_t)"),
          Map.entry("symlinkat", "int(const char *, int, const char *)"),
          Map.entry("syscall", "long(long, ...)"),
          Map.entry("sysconf", "long(int)"),
          Map.entry("tcdrain", "int(int)"),
          Map.entry("tcflow", "int(int, int)"),
          Map.entry("tcflush", "int(int, int)"),
          Map.entry("tcgetpgrp", "pid_t(int)"),
          Map.entry("tcsendbreak", "int(int, int)"),
          Map.entry("truncate", "int(const char *, off_t)"),
          Map.entry("unlinkat", "int(int, const char *, int)"),
          Map.entry("unlockpt", "int(int)"),
          Map.entry("utimensat", "int(int, const char *, const struct timespec *, int)"),
          Map.entry("execve", "int(const char *, char *const *, char *const *)"),
          Map.entry("kill", "int(pid_t, int)"),
          Map.entry(
              "posix_spawn",
              "int(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const *, char *const *)"),
          Map.entry(
              "posix_spawnp",
              "int(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const *, char *const *)"),
          Map.entry(
              "posix_spawn_file_actions_addchdir_np",
              "int(posix_spawn_file_actions_t *, const char *)"),
          Map.entry("posix_spawn_file_actions_addclose", "int(posix_spawn_file_actions_t *, int)"),
          Map.entry(
              "posix_spawn_file_actions_addclosefrom_np", "int(posix_spawn_file_actions_t *, int)"),
          Map.entry(
              "posix_spawn_file_actions_adddup2", "int(posix_spawn_file_actions_t *, int, int)"),
          Map.entry(
              "posix_spawn_file_actions_addopen",
              "int(posix_spawn_file_actions_t *, int, const char *, int, mode_t)"),
          Map.entry("posix_spawn_file_actions_destroy", "int(posix_spawn_file_actions_t *)"),
          Map.entry("posix_spawn_file_actions_init", "int(posix_spawn_file_actions_t *)"),
          Map.entry("posix_spawnattr_init", "int(posix_spawnattr_t *)"),
          Map.entry("posix_spawnattr_setflags", "int(posix_spawnattr_t *, short)"),
          Map.entry("posix_spawnattr_setpgroup", "int(posix_spawnattr_t *, pid_t)"),
          Map.entry("posix_spawnattr_setsigdefault", "int(posix_spawnattr_t *, const sigset_t *)"),
          Map.entry("posix_spawnattr_setsigmask", "int(posix_spawnattr_t *, const sigset_t *)"),
          Map.entry("sigaction", "int(int, const struct sigaction *, struct sigaction *)"),
          Map.entry("sigprocmask", "int(int, const sigset_t *, sigset_t *)"),
          Map.entry("wait4", "pid_t(pid_t, int *, int, struct rusage *)"),
          Map.entry("waitid", "int(idtype_t, id_t, siginfo_t *, int)"),
          Map.entry("write", "ssize_t(int, const void *, size_t)"),
          Map.entry("writev", "ssize_t(int, const struct iovec *, int)"));

  @TempDir private Path folder;

  // ---- against jextract

  @Test
  void constantsAreThoseOfTheGeneratedSources() {
    constants()
        .forEach((name, value) -> assertEquals(Generated.constant(name), (long) value, name));
  }

  @Test
  void structsAreThoseOfTheGeneratedSources() {
    for (Class<?> struct : LinuxAbi.class.getDeclaredClasses()) {
      String name = structName(struct);
      members(struct)
          .forEach(
              (member, value) -> {
                long generated =
                    member.equals("sizeof")
                        ? Generated.sizeof(name)
                        : Generated.offset(name, member);
                assertEquals(generated, (long) value, name + "." + member);
              });
    }
    assertEquals(Generated.sizeof("epoll_event"), LinuxArchitecture.AMD64.epollEventSize());
    assertEquals(Generated.offset("epoll_event", "data"), LinuxArchitecture.AMD64.epollEventData());
  }

  @Test
  void optionsAreThoseOfTheGeneratedSources() {
    Map<String, String> levels =
        Map.of(
            "SO", "SOL_SOCKET", "TCP", "IPPROTO_TCP", "IP", "IPPROTO_IP", "IPV6", "IPPROTO_IPV6");
    LinuxSocketOptions.Table.OPTIONS.forEach(
        (name, option) -> {
          assertEquals(Generated.constant(name), option.number(), name);
          String level = levels.get(name.substring(0, name.indexOf('_')));
          assertEquals(Generated.constant(String.valueOf(level)), option.level(), name);
        });
  }

  @Test
  void nothingUsesTheGeneratedClassesAtRunTime() {
    FunctionTable.sources()
        .forEach(source -> assertFalse(source.contains("io.lwt.bindings.linux")));
  }

  @Test
  void memoryHoldsTheLargestStruct() {
    assertEquals(
        Generated.sizeof("sockaddr_storage"), new AddressBuffer(Arena.ofAuto()).capacity());
    for (int size :
        new int[] {
          LinuxArchitecture.AARCH64.epollEventSize(),
          LinuxAbi.Timespec.SIZEOF,
          LinuxAbi.Linger.SIZEOF,
          (int) LinuxMessages.HEADER + LinuxAbi.Msghdr.SIZEOF,
          LinuxAbi.Flock.SIZEOF,
          LinuxAbi.Termios2.SIZEOF,
          LinuxAbi.Winsize.SIZEOF,
          Long.BYTES + LinuxAbi.Rusage.SIZEOF,
          LinuxAbi.Sigaction.SIZEOF
        }) {
      assertFalse(size > ThreadMemory.SCRATCH_SIZE);
    }
    for (String entry : List.of("passwd", "group", "hostent", "protoent", "servent")) {
      assertFalse(Generated.sizeof(entry) > EntryBuffer.STRUCT_SIZE);
    }
  }

  // ---- against the compiler

  @Test
  void everythingAgreesWithTheCompiler() throws IOException, InterruptedException {
    CompiledC.assumeCompiler();
    assertEquals(FunctionTable.namesInSources(), new TreeSet<>(PROTOTYPES.keySet()));
    Map<String, Long> expected = new TreeMap<>();
    StringBuilder program = new StringBuilder("#include \"linux.h\"\nint main(void) {\n");
    addConstants(program, expected);
    addStructs(program, expected);
    addFunctions(program, expected);
    Path compiled = CompiledC.compile(folder, program.append("return 0;\n}\n").toString());
    Map<String, Long> actual =
        CompiledC.run(List.of(compiled.toString())).stream()
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> Long.valueOf(parts[1])));
    assertEquals(expected, new TreeMap<>(actual));
  }

  private static void print(StringBuilder program, String key, String expression) {
    program.append("printf(\"" + key + "=%lld\\n\", (long long) (" + expression + "));\n");
  }

  private static void addConstants(StringBuilder program, Map<String, Long> expected) {
    expected.putAll(constants());
    // C takes the highest bit of a mask for a number, and Java for the sign.
    constants().forEach((name, value) -> print(program, name, value < 0 ? "(int) " + name : name));
  }

  private static void addStructs(StringBuilder program, Map<String, Long> expected) {
    for (Class<?> struct : LinuxAbi.class.getDeclaredClasses()) {
      members(struct)
          .forEach(
              (member, value) -> addMember(program, expected, structName(struct), member, value));
    }
    addMember(
        program, expected, "epoll_event", "sizeof", (long) LinuxArchitecture.HOST.epollEventSize());
    addMember(
        program, expected, "epoll_event", "data", (long) LinuxArchitecture.HOST.epollEventData());
    // The other architecture has the members where C puts them by itself.
    program.append("struct natural { uint32_t events; epoll_data_t data; };\n");
    addMember(
        program, expected, "natural", "sizeof", (long) LinuxArchitecture.AARCH64.epollEventSize());
    addMember(
        program, expected, "natural", "data", (long) LinuxArchitecture.AARCH64.epollEventData());
  }

  private static void addMember(
      StringBuilder program, Map<String, Long> expected, String struct, String member, Long value) {
    String of = "struct " + struct;
    expected.put(of + "." + member, value);
    print(
        program,
        of + "." + member,
        member.equals("sizeof")
            ? "sizeof(" + of + ")"
            : "__builtin_offsetof(" + of + ", " + member + ")");
  }

  private static void addFunctions(StringBuilder program, Map<String, Long> expected) {
    PROTOTYPES.forEach(
        (name, prototype) -> {
          int open = prototype.indexOf('(');
          String result = prototype.substring(0, open);
          List<String> parameters =
              Stream.of(prototype.substring(open + 1, prototype.length() - 1).split(", "))
                  .filter(type -> !type.equals("...") && !type.equals("void"))
                  .toList();
          program.append("{ typedef " + result + " type(" + prototype.substring(open + 1) + ";\n");
          program.append(
              "_Static_assert(__builtin_types_compatible_p(type, __typeof__("
                  + name
                  + ")), \"wrong\"); }\n");
          FunctionDescriptor declared = Generated.descriptor(name);
          assertEquals(declared.argumentLayouts().size(), parameters.size(), name);
          for (int i = 0; i < parameters.size(); i++) {
            addWidth(
                program,
                expected,
                name + "#" + i,
                parameters.get(i),
                declared.argumentLayouts().get(i));
          }
          declared
              .returnLayout()
              .ifPresent(layout -> addWidth(program, expected, name + "#result", result, layout));
        });
  }

  private static void addWidth(
      StringBuilder program,
      Map<String, Long> expected,
      String key,
      String type,
      MemoryLayout layout) {
    expected.put(key, layout.byteSize());
    print(program, key, "sizeof(" + type + ")");
  }

  @Test
  void whatASpawnNeedsFits() throws IOException, InterruptedException {
    CompiledC.assumeCompiler();
    String sizes =
        "printf(\"%zu\\n%zu\\n%zu\\n%d\\n\", sizeof(posix_spawnattr_t),"
            + " sizeof(posix_spawn_file_actions_t), sizeof(sigset_t), (int) (long) SIG_IGN);";
    Path program =
        CompiledC.compile(folder, "#include \"linux.h\"\nint main(void) {" + sizes + "}\n");
    List<Integer> actual =
        CompiledC.run(List.of(program.toString())).stream().map(Integer::valueOf).toList();
    assertFalse(actual.get(0) > LinuxSpawn.OBJECT_SIZE);
    assertFalse(actual.get(1) > LinuxSpawn.OBJECT_SIZE);
    assertEquals(List.of(LinuxSpawn.SIGSET_SIZE, (int) LinuxSpawn.SIG_IGN), actual.subList(2, 4));
  }

  @Test
  void messagesAreThoseOfTheLibrary() throws IOException, InterruptedException {
    CompiledC.assumeCompiler();
    StringBuilder program = new StringBuilder("#include \"linux.h\"\nint main(void) {\n");
    program.append("for (int i = 0; i < 140; i++) puts(strerror(i));\n}\n");
    List<String> messages =
        CompiledC.run(List.of(CompiledC.compile(folder, program.toString()).toString()));
    for (int number = 0; number < messages.size(); number++) {
      assertEquals(messages.get(number), Posix.host().strerror(number));
    }
  }

  // ---- what there is to compare

  /** Every constant of C in the hand-written code, by its C name. */
  private static Map<String, Long> constants() {
    Map<String, Long> constants = new TreeMap<>(fields(LinuxAbi.class));
    constants.putAll(fields(Epoll.class));
    constants.putAll(fields(Poll.class));
    constants.putAll(fields(Inotify.class));
    constants.putAll(fields(FileModes.class));
    constants.put("O_DIRECTORY", (long) LinuxArchitecture.HOST.directoryFlag());
    constants.put("O_NOFOLLOW", (long) LinuxArchitecture.HOST.noFollowFlag());
    constants.put("O_TMPFILE", (long) LinuxArchitecture.HOST.unnamedFileFlag());
    LinuxErrnos.Table.NAMES.numbers.forEach((name, number) -> constants.put(name, (long) number));
    LinuxSignalNumbers.Table.NAMES.numbers.forEach(
        (name, number) -> constants.put(name, (long) number));
    LinuxTerminals.Table.NUMBERS.forEach((name, number) -> constants.put(name, (long) number));
    LinuxNames.Resolver.NAMES.forEach((code, name) -> constants.put(name, (long) code));
    return constants;
  }

  private static Map<String, Long> members(Class<?> struct) {
    return fields(struct).entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
  }

  /** SockaddrIn6 is sockaddr_in6. */
  private static String structName(Class<?> struct) {
    return struct.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static Map<String, Long> fields(Class<?> type) {
    Map<String, Long> fields = new TreeMap<>();
    for (Field field : type.getDeclaredFields()) {
      try {
        field.setAccessible(true);
        fields.put(field.getName(), ((Number) field.get(null)).longValue());
      } catch (IllegalAccessException e) {
        throw new LinkageError(field.toString(), e);
      }
    }
    return fields;
  }
}
