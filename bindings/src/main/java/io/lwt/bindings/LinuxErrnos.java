package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.POINTER;

import java.lang.foreign.Arena;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Linux' error numbers. */
interface LinuxErrnos extends Errnos {

  @Override
  default int errno(String name) {
    return Table.NAMES.number(name);
  }

  @Override
  default @Nullable String errnoName(int number) {
    return Table.NAMES.name(number);
  }

  @Override
  default String strerror(int number) {
    return SystemLibrary.string(StrerrorL.C.call(number, CLocale.HANDLE));
  }

  /** Made when a name is first asked for. */
  final class Table {
    static final NumberedNames NAMES =
        new NumberedNames(
            """
            EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK
            EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC
            ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP -
            ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL
            ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV
            ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD
            ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE
            EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT
            EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN
            ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY
            EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE
            ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL
            EHWPOISON
            """,
            Map.of("EWOULDBLOCK", "EAGAIN", "EDEADLOCK", "EDEADLK", "ENOTSUP", "EOPNOTSUPP"));
  }

  /** The C locale, made once and never freed: the program's own may speak another language. */
  final class CLocale {
    static final long HANDLE = make();

    private static long make() {
      try (Arena arena = Arena.ofConfined()) {
        return Newlocale.C.call(LinuxAbi.LC_ALL_MASK, arena.allocateFrom("C").address(), 0);
      }
    }
  }

  /** newlocale(3). */
  final class Newlocale {
    static final CFunction C = CFunction.of(POINTER, "newlocale", 3);
  }

  /** strerror_l(3). */
  final class StrerrorL {
    static final CFunction C = CFunction.of(POINTER, "strerror_l", 2);
  }
}
