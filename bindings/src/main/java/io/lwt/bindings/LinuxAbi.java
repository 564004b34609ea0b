package io.lwt.bindings;

/**
 * The numbers of Linux' C interface that the calls need: constants by their C names, and for each struct its size and
 * the offsets of its members.
 *
 * <p>They are written out, not taken from the generated classes: loading these added 60 ms to the start of a small
 * program, and literals cost nothing. A test compares every field here with what jextract read in the headers, and with
 * what a C compiler says on the machine that runs the test.
 */
final class LinuxAbi {
  private LinuxAbi() {}

  // ---- errors

  static final int EPERM = 1;
  static final int EBADF = 9;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;
  static final int EAGAIN = 11;
  static final int ENOTCONN = 107;

  // ---- descriptors

  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int O_ACCMODE = 3;
  static final int F_GETFD = 1;
  static final int F_SETFD = 2;
  static final int F_GETFL = 3;
  static final int F_SETFL = 4;
  static final int F_DUPFD_CLOEXEC = 1030;
  static final int POLLIN = 0x1;
  static final int POLLOUT = 0x4;
  static final int POLLERR = 0x8;
  static final int POLLHUP = 0x10;
  static final int POLLNVAL = 0x20;
  static final int POLLRDHUP = 0x2000;
  static final int F_RDLCK = 0;
  static final int F_WRLCK = 1;
  static final int F_UNLCK = 2;
  static final int F_OFD_GETLK = 36;
  static final int F_OFD_SETLK = 37;
  static final int FD_CLOEXEC = 1;
  static final int EFD_CLOEXEC = 0x80000;
  static final int EFD_NONBLOCK = 0x800;

  // ---- files

  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NOCTTY = 0x100;
  static final int O_TRUNC = 0x200;
  static final int O_APPEND = 0x400;
  static final int O_DSYNC = 0x1000;
  static final int O_SYNC = 0x101000;
  static final int SEEK_SET = 0;
  static final int SEEK_CUR = 1;
  static final int SEEK_END = 2;
  static final int F_OK = 0;
  static final int X_OK = 1;
  static final int W_OK = 2;
  static final int R_OK = 4;
  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int STATX_BASIC_STATS = 0x7FF;
  static final int STATX_BTIME = 0x800;
  static final int UTIME_NOW = 0x3FFFFFFF;
  static final int SPLICE_F_NONBLOCK = 2;

  // ---- memory

  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int MAP_SHARED = 1;
  static final int MAP_PRIVATE = 2;
  static final int _SC_PAGESIZE = 30;

  // ---- inotify

  static final int IN_NONBLOCK = 0x800;
  static final int IN_CLOEXEC = 0x80000;

  // ---- terminals

  static final long TCGETS2 = 0x802C542AL;
  static final long TCSETS2 = 0x402C542BL;
  static final long TCSETSW2 = 0x402C542CL;
  static final long TCSETSF2 = 0x402C542DL;
  static final long TIOCGWINSZ = 0x5413;
  static final long TIOCSWINSZ = 0x5414;
  static final long TIOCGPTPEER = 0x5441;
  static final int TCSANOW = 0;
  static final int TCSADRAIN = 1;
  static final int TCSAFLUSH = 2;
  static final int CBAUD = 0x100F;
  static final int BOTHER = 0x1000;
  static final int IBSHIFT = 16;

  // ---- processes

  static final int WNOHANG = 1;
  static final int WUNTRACED = 2;
  static final int WEXITED = 4;
  static final int WCONTINUED = 8;
  static final int WNOWAIT = 0x1000000;
  static final int P_PID = 1;
  static final int POSIX_SPAWN_SETPGROUP = 0x2;
  static final int POSIX_SPAWN_SETSIGDEF = 0x4;
  static final int POSIX_SPAWN_SETSIGMASK = 0x8;
  static final int POSIX_SPAWN_SETSID = 0x80;
  static final int SYS_pidfd_open = 434;
  static final int SYS_pidfd_send_signal = 424;
  static final int SIG_SETMASK = 2;
  static final int SA_NOCLDWAIT = 2;
  static final int F_SETPIPE_SZ = 1031;

  // ---- epoll

  static final int EPOLL_CLOEXEC = 0x80000;
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;
  static final int SYS_epoll_pwait2 = 441;

  // ---- sockets

  static final int AF_UNSPEC = 0;
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_VSOCK = 40;
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_SEQPACKET = 5;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SHUT_RD = 0;
  static final int SHUT_WR = 1;
  static final int SHUT_RDWR = 2;
  static final int SOMAXCONN = 4096;
  static final int MSG_OOB = 0x1;
  static final int MSG_PEEK = 0x2;
  static final int MSG_DONTROUTE = 0x4;
  static final int MSG_CTRUNC = 0x8;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_CMSG_CLOEXEC = 0x40000000;
  static final int SCM_RIGHTS = 1;

  // ---- options

  static final int SOL_SOCKET = 1;
  static final int SO_DEBUG = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_TYPE = 3;
  static final int SO_ERROR = 4;
  static final int SO_DONTROUTE = 5;
  static final int SO_BROADCAST = 6;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_KEEPALIVE = 9;
  static final int SO_OOBINLINE = 10;
  static final int SO_PRIORITY = 12;
  static final int SO_LINGER = 13;
  static final int SO_REUSEPORT = 15;
  static final int SO_PEERCRED = 17;
  static final int SO_RCVLOWAT = 18;
  static final int SO_SNDLOWAT = 19;
  static final int SO_BINDTODEVICE = 25;
  static final int SO_ACCEPTCONN = 30;
  static final int SO_MARK = 36;
  static final int SO_PROTOCOL = 38;
  static final int SO_DOMAIN = 39;
  static final int SO_BUSY_POLL = 46;
  static final int SO_INCOMING_CPU = 49;
  static final int IPPROTO_TCP = 6;
  static final int TCP_NODELAY = 1;
  static final int TCP_CORK = 3;
  static final int TCP_KEEPIDLE = 4;
  static final int TCP_KEEPINTVL = 5;
  static final int TCP_KEEPCNT = 6;
  static final int TCP_DEFER_ACCEPT = 9;
  static final int TCP_QUICKACK = 12;
  static final int TCP_CONGESTION = 13;
  static final int TCP_USER_TIMEOUT = 18;
  static final int TCP_FASTOPEN = 23;
  static final int IPPROTO_IP = 0;
  static final int IP_TOS = 1;
  static final int IP_MULTICAST_IF = 32;
  static final int IP_MULTICAST_TTL = 33;
  static final int IP_MULTICAST_LOOP = 34;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_MULTICAST_IF = 17;
  static final int IPV6_MULTICAST_HOPS = 18;
  static final int IPV6_MULTICAST_LOOP = 19;
  static final int IPV6_V6ONLY = 26;
  static final int IPV6_TCLASS = 67;
  static final int MCAST_JOIN_GROUP = 42;
  static final int MCAST_LEAVE_GROUP = 45;
  static final int MCAST_JOIN_SOURCE_GROUP = 46;
  static final int MCAST_LEAVE_SOURCE_GROUP = 47;

  // ---- names

  static final int AI_PASSIVE = 0x1;
  static final int AI_CANONNAME = 0x2;
  static final int AI_NUMERICHOST = 0x4;
  static final int AI_NUMERICSERV = 0x400;
  static final int NI_NUMERICHOST = 1;
  static final int NI_NUMERICSERV = 2;
  static final int NI_NAMEREQD = 8;
  static final int NI_DGRAM = 16;
  static final int NI_MAXHOST = 1025;
  static final int NI_MAXSERV = 32;
  static final int EAI_SYSTEM = -11;
  static final int HOST_NOT_FOUND = 1;
  static final int TRY_AGAIN = 2;
  static final int NO_RECOVERY = 3;
  static final int NO_DATA = 4;
  static final int LC_ALL_MASK = 8127;

  // ---- structs

  /** struct sockaddr: what begins every address. */
  static final class Sockaddr {
    static final int SA_FAMILY = 0;

    private Sockaddr() {}
  }

  /** struct sockaddr_in. */
  static final class SockaddrIn {
    static final int SIZEOF = 16;
    static final int SIN_PORT = 2;
    static final int SIN_ADDR = 4;

    private SockaddrIn() {}
  }

  /** struct sockaddr_in6. */
  static final class SockaddrIn6 {
    static final int SIZEOF = 28;
    static final int SIN6_PORT = 2;
    static final int SIN6_ADDR = 8;
    static final int SIN6_SCOPE_ID = 24;

    private SockaddrIn6() {}
  }

  /** struct sockaddr_un. */
  static final class SockaddrUn {
    static final int SIZEOF = 110;
    static final int SUN_PATH = 2;

    private SockaddrUn() {}
  }

  /** struct sockaddr_vm. */
  static final class SockaddrVm {
    static final int SIZEOF = 16;
    static final int SVM_PORT = 4;
    static final int SVM_CID = 8;

    private SockaddrVm() {}
  }

  /** struct ip_mreqn. */
  static final class IpMreqn {
    static final int SIZEOF = 12;
    static final int IMR_IFINDEX = 8;

    private IpMreqn() {}
  }

  /** struct group_req. */
  static final class GroupReq {
    static final int SIZEOF = 136;
    static final int GR_INTERFACE = 0;
    static final int GR_GROUP = 8;

    private GroupReq() {}
  }

  /** struct group_source_req. */
  static final class GroupSourceReq {
    static final int SIZEOF = 264;
    static final int GSR_INTERFACE = 0;
    static final int GSR_GROUP = 8;
    static final int GSR_SOURCE = 136;

    private GroupSourceReq() {}
  }

  /** struct linger. */
  static final class Linger {
    static final int SIZEOF = 8;
    static final int L_ONOFF = 0;
    static final int L_LINGER = 4;

    private Linger() {}
  }

  /** struct iovec. */
  static final class Iovec {
    static final int SIZEOF = 16;
    static final int IOV_BASE = 0;
    static final int IOV_LEN = 8;

    private Iovec() {}
  }

  /** struct pollfd. */
  static final class Pollfd {
    static final int SIZEOF = 8;
    static final int FD = 0;
    static final int EVENTS = 4;
    static final int REVENTS = 6;

    private Pollfd() {}
  }

  /** struct msghdr. */
  static final class Msghdr {
    static final int SIZEOF = 56;
    static final int MSG_NAME = 0;
    static final int MSG_NAMELEN = 8;
    static final int MSG_IOV = 16;
    static final int MSG_IOVLEN = 24;
    static final int MSG_CONTROL = 32;
    static final int MSG_CONTROLLEN = 40;
    static final int MSG_FLAGS = 48;

    private Msghdr() {}
  }

  /** struct cmsghdr. */
  static final class Cmsghdr {
    static final int SIZEOF = 16;
    static final int CMSG_LEN = 0;
    static final int CMSG_LEVEL = 8;
    static final int CMSG_TYPE = 12;

    private Cmsghdr() {}
  }

  /** struct ucred. */
  static final class Ucred {
    static final int SIZEOF = 12;
    static final int PID = 0;
    static final int UID = 4;
    static final int GID = 8;

    private Ucred() {}
  }

  /** struct flock. */
  static final class Flock {
    static final int SIZEOF = 32;
    static final int L_TYPE = 0;
    static final int L_WHENCE = 2;
    static final int L_START = 8;
    static final int L_LEN = 16;
    static final int L_PID = 24;

    private Flock() {}
  }

  /** struct rusage: struct timeval twice, then longs. */
  static final class Rusage {
    static final int SIZEOF = 144;
    static final int RU_UTIME = 0;
    static final int RU_STIME = 16;
    static final int RU_MAXRSS = 32;
    static final int RU_MINFLT = 64;
    static final int RU_MAJFLT = 72;
    static final int RU_INBLOCK = 88;
    static final int RU_OUBLOCK = 96;
    static final int RU_NVCSW = 128;
    static final int RU_NIVCSW = 136;

    private Rusage() {}
  }

  /** struct timeval. */
  static final class Timeval {
    static final int TV_SEC = 0;
    static final int TV_USEC = 8;

    private Timeval() {}
  }

  /** struct sigaction: the C library's, not the kernel's. */
  static final class Sigaction {
    static final int SIZEOF = 152;
    static final int __SIGACTION_HANDLER = 0;
    static final int SA_FLAGS = 136;

    private Sigaction() {}
  }

  /** struct termios2: the kernel's, not that of termios(3). */
  static final class Termios2 {
    static final int SIZEOF = 44;
    static final int C_IFLAG = 0;
    static final int C_OFLAG = 4;
    static final int C_CFLAG = 8;
    static final int C_LFLAG = 12;
    static final int C_LINE = 16;
    static final int C_CC = 17;
    static final int C_ISPEED = 36;
    static final int C_OSPEED = 40;

    private Termios2() {}
  }

  /** struct winsize. */
  static final class Winsize {
    static final int SIZEOF = 8;
    static final int WS_ROW = 0;
    static final int WS_COL = 2;
    static final int WS_XPIXEL = 4;
    static final int WS_YPIXEL = 6;

    private Winsize() {}
  }

  /** struct timespec. */
  static final class Timespec {
    static final int SIZEOF = 16;
    static final int TV_SEC = 0;
    static final int TV_NSEC = 8;

    private Timespec() {}
  }

  /** struct statx. */
  static final class Statx {
    static final int SIZEOF = 256;
    static final int STX_MASK = 0;
    static final int STX_BLKSIZE = 4;
    static final int STX_NLINK = 16;
    static final int STX_UID = 20;
    static final int STX_GID = 24;
    static final int STX_MODE = 28;
    static final int STX_INO = 32;
    static final int STX_SIZE = 40;
    static final int STX_BLOCKS = 48;
    static final int STX_ATIME = 64;
    static final int STX_BTIME = 80;
    static final int STX_CTIME = 96;
    static final int STX_MTIME = 112;
    static final int STX_RDEV_MAJOR = 128;
    static final int STX_RDEV_MINOR = 132;
    static final int STX_DEV_MAJOR = 136;
    static final int STX_DEV_MINOR = 140;

    private Statx() {}
  }

  /** struct statx_timestamp. */
  static final class StatxTimestamp {
    static final int TV_SEC = 0;
    static final int TV_NSEC = 8;

    private StatxTimestamp() {}
  }

  /** struct dirent. What getdents64(2) writes has the same members, on every architecture. */
  static final class Dirent {
    static final int D_RECLEN = 16;
    static final int D_TYPE = 18;
    static final int D_NAME = 19;

    private Dirent() {}
  }

  /** struct inotify_event. */
  static final class InotifyEvent {
    static final int SIZEOF = 16;
    static final int WD = 0;
    static final int MASK = 4;
    static final int COOKIE = 8;
    static final int LEN = 12;
    static final int NAME = 16;

    private InotifyEvent() {}
  }

  /** struct addrinfo. */
  static final class Addrinfo {
    static final int SIZEOF = 48;
    static final int AI_FLAGS = 0;
    static final int AI_FAMILY = 4;
    static final int AI_SOCKTYPE = 8;
    static final int AI_PROTOCOL = 12;
    static final int AI_ADDRLEN = 16;
    static final int AI_ADDR = 24;
    static final int AI_CANONNAME = 32;
    static final int AI_NEXT = 40;

    private Addrinfo() {}
  }

  /** struct passwd. */
  static final class Passwd {
    static final int SIZEOF = 48;
    static final int PW_NAME = 0;
    static final int PW_PASSWD = 8;
    static final int PW_UID = 16;
    static final int PW_GID = 20;
    static final int PW_GECOS = 24;
    static final int PW_DIR = 32;
    static final int PW_SHELL = 40;

    private Passwd() {}
  }

  /** struct group. */
  static final class Group {
    static final int SIZEOF = 32;
    static final int GR_NAME = 0;
    static final int GR_PASSWD = 8;
    static final int GR_GID = 16;
    static final int GR_MEM = 24;

    private Group() {}
  }

  /** struct hostent. */
  static final class Hostent {
    static final int SIZEOF = 32;
    static final int H_NAME = 0;
    static final int H_ALIASES = 8;
    static final int H_LENGTH = 20;
    static final int H_ADDR_LIST = 24;

    private Hostent() {}
  }

  /** struct protoent. */
  static final class Protoent {
    static final int SIZEOF = 24;
    static final int P_NAME = 0;
    static final int P_ALIASES = 8;
    static final int P_PROTO = 16;

    private Protoent() {}
  }

  /** struct servent. */
  static final class Servent {
    static final int SIZEOF = 32;
    static final int S_NAME = 0;
    static final int S_ALIASES = 8;
    static final int S_PORT = 16;
    static final int S_PROTO = 24;

    private Servent() {}
  }
}
