package io.lwt.unix;

import io.lwt.bindings.Posix;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The errors of system calls, by their C names: errno(3). Numbers are this system's. {@code EWOULDBLOCK} is
 * {@link #EAGAIN}; an error that is not in this list is {@link #UNKNOWN}, and {@link UnixException#number} tells which
 * it was.
 */
public enum Errno {
  /** Argument list too long. */
  E2BIG,

  /** Permission denied. */
  EACCES,

  /** Address already in use. */
  EADDRINUSE,

  /** Cannot assign requested address. */
  EADDRNOTAVAIL,

  /** Address family not supported by protocol. */
  EAFNOSUPPORT,

  /** Resource temporarily unavailable. */
  EAGAIN,

  /** Operation already in progress. */
  EALREADY,

  /** Bad file descriptor. */
  EBADF,

  /** Bad message. */
  EBADMSG,

  /** Device or resource busy. */
  EBUSY,

  /** Operation canceled. */
  ECANCELED,

  /** No child processes. */
  ECHILD,

  /** Software caused connection abort. */
  ECONNABORTED,

  /** Connection refused. */
  ECONNREFUSED,

  /** Connection reset by peer. */
  ECONNRESET,

  /** Resource deadlock avoided. */
  EDEADLK,

  /** Destination address required. */
  EDESTADDRREQ,

  /** Numerical argument out of domain. */
  EDOM,

  /** Disk quota exceeded. */
  EDQUOT,

  /** File exists. */
  EEXIST,

  /** Bad address. */
  EFAULT,

  /** File too large. */
  EFBIG,

  /** Host is down. */
  EHOSTDOWN,

  /** No route to host. */
  EHOSTUNREACH,

  /** Identifier removed. */
  EIDRM,

  /** Invalid or incomplete multibyte or wide character. */
  EILSEQ,

  /** Operation now in progress. */
  EINPROGRESS,

  /** Interrupted system call. */
  EINTR,

  /** Invalid argument. */
  EINVAL,

  /** Input/output error. */
  EIO,

  /** Transport endpoint is already connected. */
  EISCONN,

  /** Is a directory. */
  EISDIR,

  /** Too many levels of symbolic links. */
  ELOOP,

  /** Too many open files. */
  EMFILE,

  /** Too many links. */
  EMLINK,

  /** Message too long. */
  EMSGSIZE,

  /** Multihop attempted. */
  EMULTIHOP,

  /** File name too long. */
  ENAMETOOLONG,

  /** Network is down. */
  ENETDOWN,

  /** Network dropped connection on reset. */
  ENETRESET,

  /** Network is unreachable. */
  ENETUNREACH,

  /** Too many open files in system. */
  ENFILE,

  /** No buffer space available. */
  ENOBUFS,

  /** No data available. */
  ENODATA,

  /** No such device. */
  ENODEV,

  /** No such file or directory. */
  ENOENT,

  /** Exec format error. */
  ENOEXEC,

  /** No locks available. */
  ENOLCK,

  /** Link has been severed. */
  ENOLINK,

  /** Cannot allocate memory. */
  ENOMEM,

  /** No message of desired type. */
  ENOMSG,

  /** Machine is not on the network. */
  ENONET,

  /** Protocol not available. */
  ENOPROTOOPT,

  /** No space left on device. */
  ENOSPC,

  /** Out of streams resources. */
  ENOSR,

  /** Device not a stream. */
  ENOSTR,

  /** Function not implemented. */
  ENOSYS,

  /** Block device required. */
  ENOTBLK,

  /** Transport endpoint is not connected. */
  ENOTCONN,

  /** Not a directory. */
  ENOTDIR,

  /** Directory not empty. */
  ENOTEMPTY,

  /** State not recoverable. */
  ENOTRECOVERABLE,

  /** Socket operation on non-socket. */
  ENOTSOCK,

  /** Operation not supported. */
  ENOTSUP,

  /** Inappropriate ioctl for device. */
  ENOTTY,

  /** No such device or address. */
  ENXIO,

  /** Operation not supported. */
  EOPNOTSUPP,

  /** Value too large for defined data type. */
  EOVERFLOW,

  /** Owner died. */
  EOWNERDEAD,

  /** Operation not permitted. */
  EPERM,

  /** Protocol family not supported. */
  EPFNOSUPPORT,

  /** Broken pipe. */
  EPIPE,

  /** Protocol error. */
  EPROTO,

  /** Protocol not supported. */
  EPROTONOSUPPORT,

  /** Protocol wrong type for socket. */
  EPROTOTYPE,

  /** Numerical result out of range. */
  ERANGE,

  /** Object is remote. */
  EREMOTE,

  /** Read-only file system. */
  EROFS,

  /** Cannot send after transport endpoint shutdown. */
  ESHUTDOWN,

  /** Socket type not supported. */
  ESOCKTNOSUPPORT,

  /** Illegal seek. */
  ESPIPE,

  /** No such process. */
  ESRCH,

  /** Stale file handle. */
  ESTALE,

  /** Timer expired. */
  ETIME,

  /** Connection timed out. */
  ETIMEDOUT,

  /** Too many references: cannot splice. */
  ETOOMANYREFS,

  /** Text file busy. */
  ETXTBSY,

  /** Too many users. */
  EUSERS,

  /** Invalid cross-device link. */
  EXDEV,

  /** An error that has no name here. */
  UNKNOWN;

  /** Made when an error has to be named first: many a program starts without one. */
  private static final class Named {
    static final Map<String, Errno> ALL =
        EnumSet.complementOf(EnumSet.of(UNKNOWN)).stream()
            .collect(Collectors.toMap(Errno::name, Function.identity()));
  }

  /** The number of this error on this system, or -1 if it has no such error. */
  public int number() {
    return Posix.host().errno(name());
  }

  /** The error that has a number on this system; {@link #UNKNOWN} if there is none. */
  public static Errno of(int number) {
    String name = Posix.host().errnoName(number);
    return name == null ? UNKNOWN : Named.ALL.getOrDefault(name, UNKNOWN);
  }
}
