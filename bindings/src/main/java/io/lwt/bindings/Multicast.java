package io.lwt.bindings;

/**
 * Groups of hosts, which get what is sent to the group's address. Addresses are IPv4's (4 bytes) or IPv6's (16), in
 * network order, and say by that which protocol a call is about.
 */
public interface Multicast {

  /** if_nametoindex(3): the number of a network interface, 1 or above. */
  int interfaceIndex(byte[] name);

  /** MCAST_JOIN_GROUP on an interface, by its index; 0 lets the system choose. */
  int joinGroup(int fd, int interfaceIndex, byte[] group);

  /** MCAST_LEAVE_GROUP. */
  int leaveGroup(int fd, int interfaceIndex, byte[] group);

  /** MCAST_JOIN_SOURCE_GROUP: the group, as far as a source sends to it. */
  int joinSource(int fd, int interfaceIndex, byte[] group, byte[] source);

  /** MCAST_LEAVE_SOURCE_GROUP. */
  int leaveSource(int fd, int interfaceIndex, byte[] group, byte[] source);

  /** IP_MULTICAST_IF: from where a socket of IPv4 sends to groups; 0 lets the system choose. */
  int setMulticastInterface(int fd, int interfaceIndex);

  /** IPV6_MULTICAST_IF: from where a socket of IPv6 sends to groups; 0 lets the system choose. */
  int setMulticastInterface6(int fd, int interfaceIndex);
}
