package io.lwt.bindings;

/** The constants of {@link Sockets}, on Linux. */
interface LinuxSocketConstants extends Sockets {

  @Override
  default int AF_UNSPEC() {
    return LinuxAbi.AF_UNSPEC;
  }

  @Override
  default int AF_UNIX() {
    return LinuxAbi.AF_UNIX;
  }

  @Override
  default int AF_INET() {
    return LinuxAbi.AF_INET;
  }

  @Override
  default int AF_INET6() {
    return LinuxAbi.AF_INET6;
  }

  @Override
  default int AF_VSOCK() {
    return LinuxAbi.AF_VSOCK;
  }

  @Override
  default int SOCK_STREAM() {
    return LinuxAbi.SOCK_STREAM;
  }

  @Override
  default int SOCK_DGRAM() {
    return LinuxAbi.SOCK_DGRAM;
  }

  @Override
  default int SOCK_SEQPACKET() {
    return LinuxAbi.SOCK_SEQPACKET;
  }

  @Override
  default int SHUT_RD() {
    return LinuxAbi.SHUT_RD;
  }

  @Override
  default int SHUT_WR() {
    return LinuxAbi.SHUT_WR;
  }

  @Override
  default int SHUT_RDWR() {
    return LinuxAbi.SHUT_RDWR;
  }

  @Override
  default int IPPROTO_TCP() {
    return LinuxAbi.IPPROTO_TCP;
  }

  @Override
  default int SOMAXCONN() {
    return LinuxAbi.SOMAXCONN;
  }
}
