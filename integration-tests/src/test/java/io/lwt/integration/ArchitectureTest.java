package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the library's classes may call, read from the class files. */
final class ArchitectureTest {
  private static final String BINDINGS = "bindings";
  private static final List<String> ABOVE_BINDINGS =
      List.of("lwt-core", "lwt-unix", "lwt-process", "lwt-preemptive");

  /** What would go around the library's own system calls. Addresses, files' names and buffers are values. */
  private static final Predicate<String> OTHER_WAYS_TO_THE_SYSTEM =
      Pattern.compile(
              "java/nio/channels/.*"
                  + "|java/net/(Server|Datagram|Multicast)?Socket"
                  + "|java/lang/Process(Builder|Handle)?"
                  + "|java/lang/Runtime\\.exec")
          .asMatchPredicate();

  /** Restricted methods, and what leads to them. */
  private static final Predicate<String> NATIVE_ACCESS =
      Pattern.compile(
              "java/lang/foreign/(Linker|SymbolLookup)(\\$.*)?"
                  + "|java/lang/foreign/MemorySegment\\.reinterpret"
                  + "|java/lang/foreign/AddressLayout\\.withTargetLayout"
                  + "|java/lang/(System|Runtime)\\.(load|loadLibrary)")
          .asMatchPredicate();

  @Test
  void theLibraryCallsTheOperatingSystemItself() {
    List<String> found =
        Stream.concat(Stream.of(BINDINGS), ABOVE_BINDINGS.stream())
            .flatMap(module -> uses(module, OTHER_WAYS_TO_THE_SYSTEM))
            .toList();
    assertEquals(List.of(), found);
  }

  @Test
  void onlyTheBindingsNeedNativeAccess() {
    List<String> found =
        ABOVE_BINDINGS.stream().flatMap(module -> uses(module, NATIVE_ACCESS)).toList();
    assertEquals(List.of(), found);
  }

  @Test
  void aUseThatIsThereIsFound() {
    List<String> found = uses(BINDINGS, NATIVE_ACCESS).toList();
    assertTrue(
        found.stream().anyMatch(use -> use.endsWith(" uses java/lang/foreign/Linker")),
        found::toString);
    assertTrue(
        found.stream()
            .anyMatch(use -> use.endsWith(" uses java/lang/foreign/MemorySegment.reinterpret")),
        found::toString);
  }

  /** The uses in a module's classes of any class or member whose name is wanted. */
  private static Stream<String> uses(String module, Predicate<String> wanted) {
    return classFiles(Project.classesOf(module)).stream()
        .flatMap(
            file -> {
              ClassModel model = parse(file);
              return names(model)
                  .filter(wanted)
                  .map(name -> model.thisClass().asInternalName() + " uses " + name);
            });
  }

  private static Stream<String> names(ClassModel model) {
    return StreamSupport.stream(model.constantPool().spliterator(), false)
        .flatMap(ArchitectureTest::name);
  }

  private static Stream<String> name(PoolEntry entry) {
    return switch (entry) {
      case ClassEntry type -> Stream.of(type.asInternalName());
      case MemberRefEntry member ->
          Stream.of(member.owner().asInternalName() + "." + member.name().stringValue());
      default -> Stream.empty();
    };
  }

  private static List<Path> classFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".class")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
