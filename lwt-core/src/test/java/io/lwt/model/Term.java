package io.lwt.model;

import static io.lwt.model.Program.*;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all parts of programs have in common, whatever they are: records, lists, enums, numbers and booleans. They are
 * written as text, such as {@code Make(3,Bind(1,Fun(2,[Cancel(0)],Return(5))))}, read back, and shrunk.
 */
final class Term {
  private Term() {}

  // ---- text

  static String write(Object term) {
    return switch (term) {
      case Record r ->
          r.getClass().getSimpleName()
              + parts(r).stream().map(Term::write).collect(Collectors.joining(",", "(", ")"));
      case List<?> list ->
          list.stream().map(Term::write).collect(Collectors.joining(",", "[", "]"));
      default -> term.toString();
    };
  }

  static Program readProgram(String text) {
    return (Program) new Reader(text).read(Program.class);
  }

  private static final class Reader {
    private static final Map<String, Class<?>> TYPES =
        Stream.concat(Stream.of(Program.class), Stream.of(Program.class.getDeclaredClasses()))
            .collect(Collectors.toMap(Class::getSimpleName, type -> type));

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    /** Reads something that is to be of a type; what is in a list says itself what it is. */
    Object read(Class<?> type) {
      if (text.charAt(at) == '[') {
        return readList();
      }
      String word = word();
      if (type == int.class || (type == Object.class && Character.isDigit(word.charAt(0)))) {
        return Integer.parseInt(word);
      }
      if (type == boolean.class) {
        return Boolean.parseBoolean(word);
      }
      if (type.isEnum()) {
        return Arrays.stream(type.getEnumConstants())
            .filter(constant -> constant.toString().equals(word))
            .findFirst()
            .orElseThrow();
      }
      return readRecord(word);
    }

    private List<Object> readList() {
      List<Object> elements = new ArrayList<>();
      at++;
      while (text.charAt(at) != ']') {
        skip(',');
        elements.add(read(Object.class));
      }
      at++;
      return List.copyOf(elements);
    }

    private Record readRecord(String name) {
      Class<?> type = Objects.requireNonNull(TYPES.get(name), name);
      List<Object> parts = new ArrayList<>();
      skip('(');
      for (RecordComponent component : type.getRecordComponents()) {
        skip(',');
        parts.add(read(component.getType()));
      }
      skip(')');
      return make(type, parts);
    }

    private void skip(char c) {
      if (text.charAt(at) == c) {
        at++;
      }
    }

    private String word() {
      int start = at;
      while (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_') {
        at++;
      }
      return text.substring(start, at);
    }
  }

  // ---- records

  private static List<Object> parts(Record r) {
    List<Object> parts = new ArrayList<>();
    for (RecordComponent component : r.getClass().getRecordComponents()) {
      try {
        parts.add(component.getAccessor().invoke(r));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
    return parts;
  }

  /**
   * @throws IllegalArgumentException if the record will not have it
   */
  private static Record make(Class<?> type, List<Object> parts) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructors()[0];
      return (Record) constructor.newInstance(parts.toArray());
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  // ---- shrinking

  /** The smallest program that can be reached by simplifying this one in one or two places, again and again. */
  static Program shrink(Program program, Predicate<Program> isBad) {
    Optional<Program> smaller =
        simpler(program)
            .filter(isBad)
            .findFirst()
            .or(() -> simpler(program).flatMap(Term::simpler).filter(isBad).findFirst());
    return smaller.isPresent() ? shrink(smaller.get(), isBad) : program;
  }

  private static Stream<Program> simpler(Program program) {
    List<Program> candidates = new ArrayList<>();
    simplify(program, candidate -> candidates.add((Program) candidate));
    return candidates.stream();
  }

  /** Gives all that differs from a term in one place, where it is simpler: the biggest steps first. */
  private static void simplify(Object term, Consumer<Object> candidates) {
    switch (term) {
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          List<Object> without = new ArrayList<>(list);
          without.remove(i);
          candidates.accept(List.copyOf(without));
          if (list.get(i) instanceof With(_, _, List<Step> steps)) {
            without.addAll(i, steps);
            candidates.accept(List.copyOf(without));
          }
        }
        for (int i = 0; i < list.size(); i++) {
          int index = i;
          simplify(list.get(i), simpler -> candidates.accept(with(list, index, simpler)));
        }
      }
      case Return(int more) when more == 0 -> {}
      case End _ -> candidates.accept(new Return(0));
      case Record r -> simplifyParts(r, candidates);
      default -> {}
    }
  }

  private static void simplifyParts(Record r, Consumer<Object> candidates) {
    List<Object> parts = parts(r);
    for (int i = 0; i < parts.size(); i++) {
      int index = i;
      simplify(
          parts.get(i),
          simpler -> {
            Record made;
            try {
              made = make(r.getClass(), with(parts, index, simpler));
            } catch (IllegalArgumentException e) {
              return; // a group that would have too few members
            }
            candidates.accept(made);
          });
    }
  }

  private static List<Object> with(List<?> list, int index, Object element) {
    List<Object> copy = new ArrayList<>(list);
    copy.set(index, element);
    return List.copyOf(copy);
  }
}
