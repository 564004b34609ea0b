package io.lwt.unix;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** IP addresses as people write them; IPv6 as RFC 5952 wants it. */
final class IpText {
  private static final int GROUPS = 8;

  private IpText() {}

  /** {@code 127.0.0.1}. */
  static String v4(byte[] address) {
    return v4(address, 0);
  }

  private static String v4(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        + "."
        + (bytes[at + 1] & 0xFF)
        + "."
        + (bytes[at + 2] & 0xFF)
        + "."
        + (bytes[at + 3] & 0xFF);
  }

  /** {@code 2001:db8::1}: the longest run of zeros, the first of the longest, is left out; {@code ::ffff:127.0.0.1}. */
  static String v6(byte[] address) {
    if (isMapped(address)) {
      return "::ffff:" + v4(address, 12);
    }
    int start = 0;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zerosFrom(address, i);
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    return length == 1
        ? groups(address, 0, GROUPS)
        : groups(address, 0, start) + "::" + groups(address, start + length, GROUPS);
  }

  /** Whether it is an IPv4 address in IPv6 form. */
  static boolean isMapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  private static int zerosFrom(byte[] address, int group) {
    int count = 0;
    while (group + count < GROUPS && group(address, group + count) == 0) {
      count++;
    }
    return count;
  }

  private static int group(byte[] address, int index) {
    return ((address[2 * index] & 0xFF) << 8) | (address[2 * index + 1] & 0xFF);
  }

  private static String groups(byte[] address, int from, int to) {
    var text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(group(address, i)));
    }
    return text.toString();
  }

  /** The address as java.net's, which turns IPv4 in IPv6 form into IPv4. */
  static InetAddress toInetAddress(byte[] address, int scope) {
    try {
      return scope == 0
          ? InetAddress.getByAddress(address)
          : Inet6Address.getByAddress(null, address, scope);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 bytes or 16", e);
    }
  }
}
