package io.lwt.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link RequiresProgram} asks for. */
final class ProgramCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), RequiresProgram.class)
        .map(
            required ->
                evaluate(required.value(), pathOfPrograms(), "true".equals(System.getenv("CI"))))
        .orElseGet(() -> ConditionEvaluationResult.enabled("needs no program"));
  }

  private static String pathOfPrograms() {
    String path = System.getenv("PATH");
    return path == null ? "" : path;
  }

  static ConditionEvaluationResult evaluate(String program, String path, boolean nothingIsSkipped) {
    boolean found =
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (found) {
      return ConditionEvaluationResult.enabled(program + " is there");
    }
    if (nothingIsSkipped) {
      throw new ExtensionConfigurationException(
          program + " is not on PATH, and with CI=true nothing is skipped");
    }
    return ConditionEvaluationResult.disabled(program + " is not on PATH");
  }
}
