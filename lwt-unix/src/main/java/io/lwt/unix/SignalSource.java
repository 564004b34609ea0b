package io.lwt.unix;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One signal, while somebody listens for it: taken from the JVM at the first listener, and given back after the last.
 * All of its state is guarded by the class.
 */
final class SignalSource {
  private static final Map<UnixSignal, SignalSource> ALL = new EnumMap<>(UnixSignal.class);

  private final UnixSignal signal;
  private final JvmSignals jvm;
  private final Object handler;

  /** What was there before, for this signal. */
  private final Object former;

  /** In the order in which they came. */
  private final List<SignalListener.Subscription> listeners = new ArrayList<>();

  private SignalSource(UnixSignal signal, JvmSignals jvm) {
    this.signal = signal;
    this.jvm = jvm;
    handler = jvm.handler(this::arrived);
    former = take();
  }

  /**
   * Adds a listener, behind the others.
   *
   * @throws IllegalArgumentException if the signal cannot be had
   * @throws UnsupportedOperationException if this JVM gives no signals
   */
  static synchronized void add(UnixSignal signal, SignalListener.Subscription listener) {
    SignalSource source = ALL.get(signal);
    if (source == null) {
      source = open(signal);
      ALL.put(signal, source);
    }
    source.listeners.add(listener);
  }

  private static SignalSource open(UnixSignal signal) {
    String reason = refusal(signal);
    if (reason != null) {
      throw refused(signal, reason, null);
    }
    return new SignalSource(signal, JvmSignals.get());
  }

  /** Removes a listener, if it is there. */
  static synchronized void remove(UnixSignal signal, SignalListener.Subscription listener) {
    SignalSource source = ALL.get(signal);
    if (source != null && source.listeners.remove(listener) && source.listeners.isEmpty()) {
      ALL.remove(signal);
      source.giveBack();
    }
  }

  /** Tells the listeners, in their order, that a signal has come. */
  static synchronized void deliver(UnixSignal signal) {
    SignalSource source = ALL.get(signal);
    if (source != null) {
      source.deliver();
    }
  }

  /** Takes the signal again, if there are listeners: something else may have it now. */
  static synchronized void reinstall(UnixSignal signal) {
    SignalSource source = ALL.get(signal);
    if (source != null) {
      source.take();
    }
  }

  /** How many listeners there are, of all signals. */
  static synchronized int count() {
    return ALL.values().stream().mapToInt(source -> source.listeners.size()).sum();
  }

  private Object take() {
    try {
      if (signal == UnixSignal.SIGCHLD) {
        prepareForChildProcesses();
      }
      return jvm.replace(signal, handler);
    } catch (IllegalArgumentException e) {
      throw refused(signal, "the JVM keeps it, as it does when run with -Xrs", e);
    }
  }

  /** The first child that the JVM starts by itself takes SIGCHLD, where that class is initialized: so it is, before. */
  private static void prepareForChildProcesses() {
    try {
      Class.forName("java.lang.ProcessImpl");
    } catch (ClassNotFoundException e) {
      // another JDK, which takes nothing there
    }
  }

  /** What has taken the signal meanwhile keeps it. */
  private void giveBack() {
    Object present = jvm.replace(signal, former);
    if (present != handler) {
      jvm.replace(signal, present);
    }
  }

  /**
   * On a thread of the JVM. What the program handled the signal with before still does. If it turns out that nobody
   * listens any more, whatever else was there before gets the signal too.
   */
  private void arrived() {
    boolean isNobodys;
    synchronized (SignalSource.class) {
      isNobodys = dropForsaken();
      deliver();
    }
    if (jvm.isOfTheProgram(former)) {
      jvm.call(former, signal);
    } else if (isNobodys) {
      jvm.raise(signal);
    }
  }

  /** Drops the listeners that nobody is left to call; whether those were the last, so that the signal is given back. */
  private boolean dropForsaken() {
    List<SignalListener.Subscription> forsaken =
        listeners.stream().filter(SignalListener.Subscription::isForsaken).toList();
    forsaken.forEach(SignalListener.Subscription::end);
    return !forsaken.isEmpty() && listeners.isEmpty();
  }

  private void deliver() {
    for (SignalListener.Subscription subscription : List.copyOf(listeners)) {
      SignalListener listener = subscription.get();
      if (listener != null) {
        listener.deliver(signal);
      }
    }
  }

  /** Why a signal is not to be had, or null. */
  private static @Nullable String refusal(UnixSignal signal) {
    if (signal.number() < 0) {
      return "this system has no such signal";
    }
    return switch (signal) {
      case SIGKILL, SIGSTOP -> "no process can handle it";
      case SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP ->
          "the JVM tells by it what its own machine code met";
      case SIGPIPE, SIGXFSZ ->
          "the JVM handles it, so that the write in question fails with an error instead";
      case SIGQUIT -> "the JVM prints the stacks of its threads then";
      case SIGUSR2 ->
          "the JVM suspends its threads with it: JFR would record no samples, and the JVM's own signals"
              + " would come here";
      case SIGPROF -> "JFR measures with it what threads do with the processor";
      default -> null;
    };
  }

  private static IllegalArgumentException refused(
      UnixSignal signal, String reason, @Nullable Throwable cause) {
    return new IllegalArgumentException(signal + " cannot be handled: " + reason, cause);
  }
}
