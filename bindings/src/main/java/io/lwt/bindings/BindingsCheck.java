package io.lwt.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the bindings fit the system that they are used on, as far as that can be seen there. What there is to check
 * is taken from the classes themselves.
 */
public final class BindingsCheck {
  private BindingsCheck() {}

  /**
   * A function of C that the library calls.
   *
   * @param name its symbol
   * @param isThere whether this system's C library has it
   * @param since if the library does without it where it is not there: the glibc that was the first to have it
   */
  public record Function(String name, boolean isThere, @Nullable String since) {}

  /**
   * A struct of C that the system was asked to write.
   *
   * @param name its C name
   * @param size what it takes, as the library has it
   * @param written how far the system wrote; if it refused to, {@code -errno}
   */
  public record Struct(String name, long size, long written) {}

  /** Every function, in the order of their names. */
  public static List<Function> functions() {
    return linked().values().stream()
        .map(CFunction::name)
        .distinct()
        .sorted()
        .map(
            name ->
                new Function(
                    name,
                    SystemLibrary.LOOKUP.find(name).isPresent(),
                    SystemLibrary.SINCE_GLIBC.get(name)))
        .toList();
  }

  /** Those structs that the system writes whole, and that can be had without privileges. */
  public static List<Struct> structs() {
    return WrittenStructs.all();
  }

  /** Whether waits on an epoll are exact to the nanosecond; else they are rounded up to milliseconds. */
  public static boolean waitsInNanoseconds() {
    return EpollWait.Host.WAIT.way() != EpollWait.Way.MILLISECONDS;
  }

  /** By the class that holds it: every function in a static final field, and the ways of waiting. */
  static Map<String, CFunction> linked() {
    Map<String, CFunction> functions = new TreeMap<>();
    for (String holder : classes()) {
      for (Field field : load(holder).getDeclaredFields()) {
        if (field.getType() == CFunction.class && Modifier.isStatic(field.getModifiers())) {
          functions.put(holder, get(field));
        }
      }
    }
    for (EpollWait.Way way : EpollWait.Way.values()) {
      CFunction function = EpollWait.of(SystemLibrary.LOOKUP, way).function();
      functions.put(function.name(), function);
    }
    return functions;
  }

  /** The names of this package's classes, wherever they were loaded from: a jar, or a folder. */
  private static List<String> classes() {
    String folder = BindingsCheck.class.getPackageName().replace('.', '/');
    try {
      Path home =
          Path.of(BindingsCheck.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (java.nio.file.Files.isDirectory(home)) {
        return classes(home.resolve(folder));
      }
      try (FileSystem jar = FileSystems.newFileSystem(home)) {
        return classes(jar.getPath(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new LinkageError("where the bindings are", e);
    }
  }

  private static List<String> classes(Path folder) throws IOException {
    try (Stream<Path> files = java.nio.file.Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .sorted()
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      Class<?> own = BindingsCheck.class;
      return Class.forName(own.getPackageName() + "." + name, false, own.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new LinkageError(name, e);
    }
  }

  private static CFunction get(Field field) {
    try {
      field.setAccessible(true);
      return (CFunction) field.get(null);
    } catch (IllegalAccessException e) {
      throw new LinkageError(field.toString(), e);
    }
  }
}
