package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names and users are those that getent(1), id(1) and their kin tell. */
class DatabasesOfThisSystemTest extends LoopTest {

  /** What a command writes, decoded as our names are; nothing where it fails, or is not there. */
  private static List<String> lines(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output = OsStrings.decode(process.getInputStream().readAllBytes());
      return process.waitFor() == 0 ? output.lines().toList() : List.of();
    } catch (IOException notThere) {
      return List.of();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> getent(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "getent";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    List<String> lines = lines(command);
    assumeFalse(lines.isEmpty(), "getent is not there, or the database is empty");
    return lines;
  }

  private static List<String> words(String text, String separator) {
    return text.isEmpty() ? List.of() : List.of(text.split(separator));
  }

  // ---- users and groups

  @Test
  void usersAreThoseOfGetent() {
    Map<String, UserEntry> byName = new LinkedHashMap<>();
    Map<Long, UserEntry> byId = new LinkedHashMap<>();
    for (String line : getent("passwd")) {
      String[] fields = line.split(":", -1);
      var user =
          new UserEntry(
              fields[0],
              fields[1],
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3]),
              fields[4],
              fields[5],
              fields[6]);
      byName.putIfAbsent(user.name(), user);
      byId.putIfAbsent(user.uid(), user);
    }
    byName.forEach(
        (name, user) -> assertEquals(Optional.of(user), LwtMain.run(LwtUnix.getpwnam(name))));
    byId.forEach((id, user) -> assertEquals(Optional.of(user), LwtMain.run(LwtUnix.getpwuid(id))));
  }

  @Test
  void groupsAreThoseOfGetent() {
    Map<String, GroupEntry> byName = new LinkedHashMap<>();
    Map<Long, GroupEntry> byId = new LinkedHashMap<>();
    for (String line : getent("group")) {
      String[] fields = line.split(":", -1);
      var group =
          new GroupEntry(fields[0], fields[1], Long.parseLong(fields[2]), words(fields[3], ","));
      byName.putIfAbsent(group.name(), group);
      byId.putIfAbsent(group.gid(), group);
    }
    byName.forEach(
        (name, group) -> assertEquals(Optional.of(group), LwtMain.run(LwtUnix.getgrnam(name))));
    byId.forEach(
        (id, group) -> assertEquals(Optional.of(group), LwtMain.run(LwtUnix.getgrgid(id))));
  }

  @Test
  void thisUserIsTheOneOfId() {
    long uid = Long.parseLong(lines("id", "-u").getFirst());
    long gid = Long.parseLong(lines("id", "-g").getFirst());
    assertEquals(
        lines("id", "-un").stream().findFirst(),
        LwtMain.run(LwtUnix.getpwuid(uid)).map(UserEntry::name));
    assertEquals(
        lines("id", "-gn").stream().findFirst(),
        LwtMain.run(LwtUnix.getgrgid(gid)).map(GroupEntry::name));
  }

  @Test
  void theLoginIsTheOneOfLogname() {
    assertEquals(lines("logname").stream().findFirst(), LwtMain.run(LwtUnix.getlogin()));
  }

  // ---- hosts

  @Test
  void theHostsNameIsTheOneOfUname() {
    assertEquals(lines("uname", "-n").getFirst(), LwtMain.run(LwtUnix.gethostname()));
  }

  @Test
  void theAddressesOfAHostAreThoseOfGetent() {
    List<String> addresses =
        getent("ahostsv4", "localhost").stream()
            .map(line -> words(line, " +").getFirst())
            .distinct()
            .toList();
    HostEntry localhost = LwtMain.run(LwtUnix.gethostbyname("localhost")).orElseThrow();
    assertEquals("localhost", localhost.name());
    assertEquals(
        addresses,
        localhost.addresses().stream().map(InetAddress::getHostAddress).distinct().toList());
  }

  @Test
  void theNamesOfAnAddressAreThoseOfGetent() {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    List<String> words = words(getent("hosts", "127.0.0.1").getFirst(), " +");
    assertEquals(
        new HostEntry(words.get(1), words.subList(2, words.size()), List.of(loopback)),
        LwtMain.run(LwtUnix.gethostbyaddr(loopback)).orElseThrow());
  }

  @Test
  void anAddressInDigitsIsAHost() {
    assertEquals(
        new HostEntry("192.0.2.7", List.of(), List.of(InetAddress.ofLiteral("192.0.2.7"))),
        LwtMain.run(LwtUnix.gethostbyname("192.0.2.7")).orElseThrow());
  }

  // ---- protocols and services

  @Test
  void protocolsAreThoseOfGetent() {
    List<ProtocolEntry> all =
        getent("protocols").stream()
            .map(line -> words(line, " +"))
            .map(
                words ->
                    new ProtocolEntry(
                        words.get(0),
                        words.subList(2, words.size()),
                        Integer.parseInt(words.get(1))))
            .toList();
    for (ProtocolEntry each : all) {
      String alias = each.aliases().isEmpty() ? each.name() : each.aliases().getLast();
      for (String name : List.of(each.name(), alias)) {
        assertEquals(
            all.stream()
                .filter(it -> it.name().equals(name) || it.aliases().contains(name))
                .findFirst(),
            LwtMain.run(LwtUnix.getprotobyname(name)));
      }
      assertEquals(
          all.stream().filter(it -> it.number() == each.number()).findFirst(),
          LwtMain.run(LwtUnix.getprotobynumber(each.number())));
    }
  }

  @Test
  void servicesAreThoseOfGetent() {
    List<ServiceEntry> all =
        getent("services").stream()
            .map(line -> words(line, "[ /]+"))
            .map(
                words ->
                    new ServiceEntry(
                        words.get(0),
                        words.subList(3, words.size()),
                        Integer.parseInt(words.get(1)),
                        words.get(2)))
            .toList();
    for (ServiceEntry each : all) {
      String alias = each.aliases().isEmpty() ? each.name() : each.aliases().getLast();
      for (String name : List.of(each.name(), alias)) {
        assertEquals(
            all.stream()
                .filter(it -> it.name().equals(name) || it.aliases().contains(name))
                .filter(it -> it.protocol().equals(each.protocol()))
                .findFirst(),
            LwtMain.run(LwtUnix.getservbyname(name, each.protocol())));
      }
      assertEquals(
          all.stream()
              .filter(it -> it.port() == each.port() && it.protocol().equals(each.protocol()))
              .findFirst(),
          LwtMain.run(LwtUnix.getservbyport(each.port(), each.protocol())));
      assertEquals(
          all.stream().filter(it -> it.port() == each.port()).findFirst(),
          LwtMain.run(LwtUnix.getservbyport(each.port(), "")));
    }
  }
}
