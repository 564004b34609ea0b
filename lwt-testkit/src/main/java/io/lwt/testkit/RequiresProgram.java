package io.lwt.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs a program of the machine, such as {@code strace}. Where the program is not on {@code PATH} the test
 * is skipped; with {@code CI=true} in the environment, where nothing may be skipped, it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ProgramCondition.class)
@SuppressWarnings("exports") // JUnit makes the condition, nobody else names it
public @interface RequiresProgram {
  /** The program's name. */
  String value();
}
