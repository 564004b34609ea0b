package io.lwt.bindings;

/** How much Linux' pipes hold. */
interface LinuxPipeSize extends PipeSize {

  @Override
  default int setPipeSize(int fd, int size) {
    return (int) LinuxFiles.Fcntl.C.call(fd, LinuxAbi.F_SETPIPE_SZ, size);
  }
}
