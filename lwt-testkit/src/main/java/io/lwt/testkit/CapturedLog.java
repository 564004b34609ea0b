package io.lwt.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the library logs while this is open; it is not printed. By reflection, since the modules under test do not read
 * {@code java.logging}, which is what {@link System.Logger} writes to here.
 */
public final class CapturedLog implements AutoCloseable {
  private final List<Throwable> errors = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private final Class<?> filterType;
  private final Object logger;

  /** Begins to capture. */
  public CapturedLog() throws ReflectiveOperationException {
    filterType = Class.forName("java.util.logging.Filter");
    logger =
        Class.forName("java.util.logging.Logger")
            .getMethod("getLogger", String.class)
            .invoke(null, "io.lwt");
    InvocationHandler keep = (_, _, arguments) -> keep(arguments[0]);
    setFilter(
        Proxy.newProxyInstance(
            CapturedLog.class.getClassLoader(), new Class<?>[] {filterType}, keep));
  }

  private boolean keep(Object logRecord) throws ReflectiveOperationException {
    messages.add((String) logRecord.getClass().getMethod("getMessage").invoke(logRecord));
    errors.add((Throwable) logRecord.getClass().getMethod("getThrown").invoke(logRecord));
    return false;
  }

  /** The errors that were logged so far. */
  public List<Throwable> errors() {
    return errors;
  }

  /** The messages that were logged so far. */
  public List<String> messages() {
    return messages;
  }

  private void setFilter(@Nullable Object filter) throws ReflectiveOperationException {
    logger.getClass().getMethod("setFilter", filterType).invoke(logger, filter);
  }

  @Override
  public void close() throws ReflectiveOperationException {
    setFilter(null);
  }
}
