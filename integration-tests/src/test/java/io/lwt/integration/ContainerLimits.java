package io.lwt.integration;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ulimit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** As little as a container may be given. */
final class ContainerLimits {
  static final long LITTLE_MEMORY = 128L << 20;

  private static final int ENOSYS = 38;
  private static final int EAFNOSUPPORT = 97;

  private ContainerLimits() {}

  static HostConfig noPrivileges(HostConfig host) {
    return host.withCapDrop(Capability.ALL);
  }

  static HostConfig readOnlyRoot(HostConfig host) {
    return host.withReadonlyRootfs(true);
  }

  static HostConfig fortyProcesses(HostConfig host) {
    return host.withPidsLimit(40L);
  }

  static HostConfig fewDescriptors(HostConfig host) {
    return host.withUlimits(new Ulimit[] {new Ulimit("nofile", 32L, 32L)});
  }

  static HostConfig littleMemory(HostConfig host) {
    return host.withMemory(LITTLE_MEMORY).withMemorySwap(LITTLE_MEMORY);
  }

  /** What old sandboxes and kernels answer to what is newer than they are. */
  static HostConfig noNewCalls(HostConfig host) {
    return refusing(
        host,
        ENOSYS,
        "",
        "io_uring_setup",
        "io_uring_enter",
        "io_uring_register",
        "pidfd_open",
        "eventfd",
        "eventfd2",
        "epoll_pwait2",
        "close_range",
        "statx");
  }

  /** As a kernel that was built without IPv6, for which 10, AF_INET6, is no family. */
  static HostConfig noIpv6(HostConfig host) {
    return refusing(
        host,
        EAFNOSUPPORT,
        ", \"args\": [{\"index\": 0, \"value\": 10, \"op\": \"SCMP_CMP_EQ\"}]",
        "socket");
  }

  /** Not a limit: without a network even the loopback has no IPv6, unless it is asked for. */
  static HostConfig ipv6(HostConfig host) {
    return host.withSysctls(Map.of("net.ipv6.conf.all.disable_ipv6", "0"));
  }

  /** A seccomp profile that allows all but some calls, which fail with an error. */
  private static HostConfig refusing(HostConfig host, int errno, String when, String... calls) {
    String names =
        Arrays.stream(calls).map(name -> '"' + name + '"').collect(Collectors.joining(", "));
    String profile =
        """
        {"defaultAction": "SCMP_ACT_ALLOW",
         "syscalls": [{"names": [%s], "action": "SCMP_ACT_ERRNO", "errnoRet": %d%s}]}
        """
            .formatted(names, errno, when);
    return host.withSecurityOpts(List.of("seccomp=" + profile));
  }
}
