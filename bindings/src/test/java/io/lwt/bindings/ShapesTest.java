package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every function is called with the widening of what jextract read in the headers, and zeros behind it. */
class ShapesTest {
  private static final Map<String, CFunction> FUNCTIONS = FunctionTable.all();

  @TestFactory
  Stream<DynamicTest> shapeIsTheWidenedDescriptor() {
    return FUNCTIONS.values().stream()
        .map(function -> dynamicTest(function.name(), () -> checkShape(function)));
  }

  private static void checkShape(CFunction function) {
    FunctionDescriptor declared = Generated.descriptor(function.name());
    List<MemoryLayout> used = function.shape().argumentLayouts();
    int fixed = declared.argumentLayouts().size();
    for (int i = 0; i < fixed; i++) {
      assertWidens(declared.argumentLayouts().get(i), used.get(i));
    }
    boolean variadic = Generated.isVariadic(function.name());
    List<MemoryLayout> behind = used.subList(fixed, used.size());
    boolean guards = behind.contains(ValueLayout.ADDRESS);
    for (MemoryLayout layout : behind) {
      assertEquals(guards ? ValueLayout.ADDRESS : ValueLayout.JAVA_LONG, layout);
    }
    assertEquals(variadic ? fixed : CFunction.FIXED, function.firstVariadic());
    if (guards) {
      assertEquals(Vectors.MAX_GUARDED, behind.size());
    } else if (!variadic) {
      assertEquals(Math.max(fixed, CFunction.REGISTERS), used.size());
    }
    assertEquals(Optional.of(ValueLayout.JAVA_LONG), function.shape().returnLayout());
    MethodType type = function.shape().toMethodType().insertParameterTypes(0, MemorySegment.class);
    assertEquals(type, function.handle().type());
  }

  private static void assertWidens(MemoryLayout declared, MemoryLayout used) {
    switch (declared) {
      case AddressLayout _ ->
          assertTrue(used == ValueLayout.JAVA_LONG || used == ValueLayout.ADDRESS);
      case ValueLayout.OfInt _, ValueLayout.OfLong _, ValueLayout.OfShort _ ->
          assertEquals(ValueLayout.JAVA_LONG, used);
      default -> throw new AssertionError("neither an integer nor a pointer: " + declared);
    }
  }

  @TestFactory
  Stream<DynamicTest> resultIsNarrowedToItsType() {
    return FUNCTIONS.values().stream()
        .map(function -> dynamicTest(function.name(), () -> checkResult(function)));
  }

  private static void checkResult(CFunction function) {
    MemoryLayout declared = Generated.descriptor(function.name()).returnLayout().orElse(null);
    boolean fits =
        switch (function.result()) {
          case INT, INT_OR_ZERO, PLAIN_INT -> declared instanceof ValueLayout.OfInt;
          case LONG -> declared instanceof ValueLayout.OfLong;
          case POINTER, POINTER_OR_NULL, POINTER_OR_FAILED -> declared instanceof AddressLayout;
          case VOID -> declared == null;
        };
    assertTrue(fits, () -> declared + " as " + function.result());
  }

  @Test
  void holderIsNamedAfterTheSymbolAndTheSymbolIsTheOneGenerated() {
    FUNCTIONS.forEach(
        (holder, function) -> {
          String name = holder.substring(holder.lastIndexOf('$') + 1);
          assertEquals(plain(name), plain(function.name()));
          assertEquals(
              Generated.address(function.name()).address(),
              SystemLibrary.LOOKUP.find(function.name()).orElseThrow().address());
        });
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  @Test
  void noFunctionInTheSourcesIsForgottenHere() {
    Set<String> tested = new TreeSet<>();
    FUNCTIONS.values().forEach(function -> tested.add(function.name()));
    assertFalse(tested.isEmpty());
    assertEquals(FunctionTable.namesInSources(), tested);
  }

  @Test
  void noOtherClassLinks() {
    int linking = 0;
    for (String source : FunctionTable.sources()) {
      linking += source.contains("downcallHandle(") ? 1 : 0;
      assertFalse(source.contains("critical("), "a critical call that blocks freezes the JVM");
    }
    assertEquals(1, linking);
  }
}
