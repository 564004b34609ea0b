package io.lwt.bindings;

/** Linux, with glibc. Each family of calls stands in an interface of its own; nothing here has state. */
final class LinuxPosix
    implements Posix,
        Epoll,
        EventFd,
        Poll,
        Inotify,
        PidFd,
        PipeSize,
        LinuxErrnos,
        LinuxSignalNumbers,
        LinuxFiles,
        LinuxPaths,
        LinuxMemory,
        LinuxKernelCopies,
        LinuxSockets,
        LinuxMessages,
        LinuxMulticast,
        LinuxNames,
        LinuxNetdb,
        LinuxUsers,
        LinuxProcesses,
        LinuxTerminals,
        LinuxEpoll,
        LinuxEventFd,
        LinuxPoll,
        LinuxInotify,
        LinuxPidFd,
        LinuxPipeSize {
  static final LinuxPosix INSTANCE = new LinuxPosix();

  private LinuxPosix() {}
}
