package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.PLAIN_INT;

import java.lang.foreign.Arena;

/** Users and groups on Linux. */
interface LinuxUsers extends Users {

  @Override
  default int getpwnam(byte[] name, EntryBuffer to) {
    try (Arena arena = Arena.ofConfined()) {
      return to.answer(
          GetpwnamR.C.call(
              SystemLibrary.string(arena, name), to.clear(), to.strings(), to.size(), to.found()));
    }
  }

  @Override
  default int getpwuid(long uid, EntryBuffer to) {
    return to.answer(GetpwuidR.C.call(uid, to.clear(), to.strings(), to.size(), to.found()));
  }

  @Override
  default Passwd passwd(EntryBuffer from) {
    return new Passwd(
        from.string(LinuxAbi.Passwd.PW_NAME),
        from.string(LinuxAbi.Passwd.PW_PASSWD),
        Integer.toUnsignedLong(from.number(LinuxAbi.Passwd.PW_UID)),
        Integer.toUnsignedLong(from.number(LinuxAbi.Passwd.PW_GID)),
        from.string(LinuxAbi.Passwd.PW_GECOS),
        from.string(LinuxAbi.Passwd.PW_DIR),
        from.string(LinuxAbi.Passwd.PW_SHELL));
  }

  @Override
  default int getgrnam(byte[] name, EntryBuffer to) {
    try (Arena arena = Arena.ofConfined()) {
      return to.answer(
          GetgrnamR.C.call(
              SystemLibrary.string(arena, name), to.clear(), to.strings(), to.size(), to.found()));
    }
  }

  @Override
  default int getgrgid(long gid, EntryBuffer to) {
    return to.answer(GetgrgidR.C.call(gid, to.clear(), to.strings(), to.size(), to.found()));
  }

  @Override
  default Group group(EntryBuffer from) {
    return new Group(
        from.string(LinuxAbi.Group.GR_NAME),
        from.string(LinuxAbi.Group.GR_PASSWD),
        Integer.toUnsignedLong(from.number(LinuxAbi.Group.GR_GID)),
        SystemLibrary.strings(from.pointer(LinuxAbi.Group.GR_MEM)));
  }

  @Override
  default int getlogin(EntryBuffer to) {
    int error = (int) GetloginR.C.call(to.strings(), to.size());
    return error == 0 ? 1 : -error;
  }

  @Override
  default byte[] login(EntryBuffer from) {
    return from.onlyString();
  }

  /** getpwnam_r(3). */
  final class GetpwnamR {
    static final CFunction C = CFunction.of(PLAIN_INT, "getpwnam_r", 5);
  }

  /** getpwuid_r(3). */
  final class GetpwuidR {
    static final CFunction C = CFunction.of(PLAIN_INT, "getpwuid_r", 5);
  }

  /** getgrnam_r(3). */
  final class GetgrnamR {
    static final CFunction C = CFunction.of(PLAIN_INT, "getgrnam_r", 5);
  }

  /** getgrgid_r(3). */
  final class GetgrgidR {
    static final CFunction C = CFunction.of(PLAIN_INT, "getgrgid_r", 5);
  }

  /** getlogin_r(3). */
  final class GetloginR {
    static final CFunction C = CFunction.of(PLAIN_INT, "getlogin_r", 2);
  }
}
