package io.lwt.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SystemCallMeterTest {
  @Test
  void readsWhatPerfWrites() {
    List<String> output =
        List.of(
            "# started on Sat Nov 21 18:00:00 2026",
            "",
            "0,,syscalls:sys_enter_readahead,1002003,100.00,,",
            "100,,syscalls:sys_enter_read,1002003,100.00,,",
            "7,,syscalls:sys_enter_recvfrom,1002003,100.00,,",
            "3,,syscalls:sys_enter_readlinkat,1002003,100.00,,",
            "105,,syscalls:sys_enter_sendto,1002003,100.00,,",
            "1,,syscalls:sys_enter_epoll_ctl,1002003,100.00,,",
            "4,,syscalls:sys_enter_epoll_pwait2,1002003,100.00,,",
            "2,,syscalls:sys_enter_epoll_wait,1002003,100.00,,",
            "<not counted>,,syscalls:sys_enter_epoll_pwait,0,0.00,,",
            "230,,raw_syscalls:sys_enter,1002003,100.00,,");
    assertEquals(
        Map.of(
            SystemCall.READ, 107L,
            SystemCall.WRITE, 105L,
            SystemCall.ARM, 1L,
            SystemCall.WAIT, 6L,
            SystemCall.OTHER, 11L),
        SystemCallMeter.parse(output));
  }

  @Test
  void withoutEventsThereIsNothing() {
    assertEquals(
        Map.of(),
        SystemCallMeter.parse(List.of("<not supported>,,raw_syscalls:sys_enter,0,100.00,,")));
  }
}
