package io.lwt.unix;

import io.lwt.bindings.Posix;
import java.util.function.ToIntFunction;

/**
 * The names of an address, which {@link LwtUnix#getnameinfo} found. Corresponds to {@code Unix.name_info}.
 *
 * @param host the host's name, or its address in digits if it has none
 * @param service the service's name, or the port in digits if it has none
 */
public record NameInfo(String host, String service) {

  /** What to look for. Corresponds to {@code Unix.getnameinfo_option}. */
  public enum Option {
    /** NI_NUMERICHOST: the host's address in digits; no name is looked up. */
    NUMERIC_HOST(Posix::NI_NUMERICHOST),
    /** NI_NUMERICSERV: the port in digits. */
    NUMERIC_SERVICE(Posix::NI_NUMERICSERV),
    /** NI_NAMEREQD: a host without a name is an error. */
    NAME_REQUIRED(Posix::NI_NAMEREQD),
    /** NI_DGRAM: the service is one over UDP. */
    DATAGRAM(Posix::NI_DGRAM);

    @SuppressWarnings("ImmutableEnumChecker") // method references without state
    private final ToIntFunction<Posix> flag;

    Option(ToIntFunction<Posix> flag) {
      this.flag = flag;
    }

    int flag(Posix posix) {
      return flag.applyAsInt(posix);
    }
  }
}
