package io.lwt.bindings;

/** Linux, with glibc. Each family of calls stands in an interface of its own; nothing here has state. */
final class LinuxPosix
    implements Posix,
        Epoll,
        EventFd,
        LinuxErrnos,
        LinuxFiles,
        LinuxPaths,
        LinuxSockets,
        LinuxMessages,
        LinuxNames,
        LinuxNetdb,
        LinuxUsers,
        LinuxEpoll,
        LinuxEventFd {
  static final LinuxPosix INSTANCE = new LinuxPosix();

  private LinuxPosix() {}
}
