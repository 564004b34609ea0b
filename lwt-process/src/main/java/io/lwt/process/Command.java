package io.lwt.process;

import io.lwt.unix.UnixSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program to run, with its arguments and what it finds: {@code Lwt_process.command} and the options of its functions.
 * It does not change: each method gives another one. {@link LwtProcess} runs it.
 *
 * <pre>{@code
 * Command.of("make", "-j4").directory("/src").variable("CFLAGS", "-O2").timeout(Duration.ofMinutes(5)).checked()
 * }</pre>
 *
 * <p><b>What the process has</b> unless something else is asked for: this process' environment, working directory,
 * umask, limits, user, process group and terminal, and its input, output and error output; no other descriptor,
 * whatever this process has open. No signal is blocked in it, and each has its default action.
 *
 * <p><b>The program</b> is a file, if there is a slash in its name; else it is looked for in the folders of this
 * process' {@code PATH}, as execvp(3) does. A file of text without {@code #!} is run by {@code /bin/sh}.
 *
 * <p>Strings are in UTF-8; bytes that are no UTF-8 travel as lone surrogates, U+DC80 to U+DCFF, as in the names that
 * the system gives. A NUL in one of them has the command be rejected with IllegalArgumentException when it is run.
 */
public final class Command {
  /** How long a process has to end, when it is asked to, before it is killed. */
  static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

  /** The highest number of a descriptor that can be given. */
  static final int MAX_DESCRIPTOR = 255;

  static final int STDIN = 0;
  static final int STDOUT = 1;
  static final int STDERR = 2;

  private static final Pattern PLAIN_WORD = Pattern.compile("[\\w@%+=:,./-]+");

  private final List<String> arguments;

  // Set by the methods that make another command, before anybody sees it.
  private String program;
  private @Nullable Map<String, String> environment;
  private Map<String, Optional<String>> variables = Map.of();
  private @Nullable String directory;
  private SortedMap<Integer, Redirect> redirects = Collections.emptySortedMap();
  private @Nullable Duration timeout;
  private Duration grace = DEFAULT_GRACE;
  private @Nullable Integer processGroup;
  private boolean newSession;
  private Map<ResourceLimit, Limit> limits = Map.of();
  private @Nullable Integer umask;
  private @Nullable Identity user;
  private @Nullable UnixSignal deathSignal;
  private boolean onWorker;
  private CancelPolicy onCancel = CancelPolicy.STOP;
  private @Nullable Set<Integer> expected;

  /** The limits of something. */
  record Limit(long soft, long hard) {}

  /** Whom a process belongs to. */
  record Identity(long uid, long gid) {}

  private Command(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a command without a program");
    }
    this.arguments = List.copyOf(arguments);
    program = this.arguments.getFirst();
  }

  private Command(Command other) {
    arguments = other.arguments;
    program = other.program;
    environment = other.environment;
    variables = other.variables;
    directory = other.directory;
    redirects = other.redirects;
    timeout = other.timeout;
    grace = other.grace;
    processGroup = other.processGroup;
    newSession = other.newSession;
    limits = other.limits;
    umask = other.umask;
    user = other.user;
    deathSignal = other.deathSignal;
    onWorker = other.onWorker;
    onCancel = other.onCancel;
    expected = other.expected;
  }

  /** A program and its arguments: {@code Command.of("git", "rev-parse", "HEAD")}. */
  public static Command of(String program, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addFirst(program);
    return new Command(all);
  }

  /**
   * A program and its arguments.
   *
   * @param words the program, then the arguments
   * @throws IllegalArgumentException if there is none
   */
  public static Command of(List<String> words) {
    return new Command(words);
  }

  /**
   * A script for {@code /bin/sh}: {@code Lwt_process.shell}.
   *
   * @param arguments what the script has as {@code $1}, {@code $2} …: the way to give it what is not to be taken for a
   *     part of the script
   */
  public static Command shell(String script, String... arguments) {
    List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
    all.addAll(List.of(arguments));
    return new Command(arguments.length == 0 ? all.subList(0, 3) : all);
  }

  private Command with(Consumer<Command> change) {
    var copy = new Command(this);
    change.accept(copy);
    return copy;
  }

  // ---- what the program finds

  /** Runs another file than the first word says, which stays what the program is told it is called. */
  public Command program(String file) {
    Objects.requireNonNull(file, "file");
    return with(command -> command.program = file);
  }

  /** With these variables as its environment, and no others: Lwt's {@code ~env}. */
  public Command environment(Map<String, String> all) {
    Map<String, String> copy = Collections.unmodifiableMap(new LinkedHashMap<>(all));
    return with(
        command -> {
          command.environment = copy;
          command.variables = Map.of();
        });
  }

  /** With a variable in its environment, in the place of one that has that name. */
  public Command variable(String name, String value) {
    Objects.requireNonNull(value, "value");
    return withVariable(name, Optional.of(value));
  }

  /** Without a variable in its environment. */
  public Command withoutVariable(String name) {
    return withVariable(name, Optional.empty());
  }

  private Command withVariable(String name, Optional<String> value) {
    Objects.requireNonNull(name, "name");
    Map<String, Optional<String>> changed = new LinkedHashMap<>(variables);
    changed.put(name, value);
    return with(command -> command.variables = changed);
  }

  /** In this working directory: Lwt's {@code ~cwd}. A program's file with a slash in its name is taken from there. */
  public Command directory(String path) {
    Objects.requireNonNull(path, "path");
    return with(command -> command.directory = path);
  }

  /** With this input. */
  public Command stdin(Redirect from) {
    return descriptor(STDIN, from);
  }

  /** With this output. */
  public Command stdout(Redirect to) {
    return descriptor(STDOUT, to);
  }

  /** With this error output. */
  public Command stderr(Redirect to) {
    return descriptor(STDERR, to);
  }

  /**
   * With this descriptor.
   *
   * @param number 0 to 255: 0 is its input, 1 its output, 2 its error output
   * @throws IllegalArgumentException if it is not
   */
  public Command descriptor(int number, Redirect redirect) {
    Objects.requireNonNull(redirect, "redirect");
    if (number < 0 || number > MAX_DESCRIPTOR) {
      throw new IllegalArgumentException(
          "descriptor " + number + ": not within 0 to " + MAX_DESCRIPTOR);
    }
    SortedMap<Integer, Redirect> changed = new TreeMap<>(redirects);
    changed.put(number, redirect);
    return with(command -> command.redirects = changed);
  }

  // ---- how it ends

  /**
   * Has the process be stopped, as by {@link RunningProcess#stop}, when it has not ended in this time: Lwt's
   * {@code ~timeout}, which kills at once. Whoever waits for it is rejected with
   * {@link io.lwt.LwtTimeoutException}, whose message begins with the command line.
   *
   * <p>So that what it has started is stopped too, the process then has a process group of its own
   * ({@link #newProcessGroup}), unless another one was chosen: keys that end programs on a terminal do not reach it.
   */
  public Command timeout(Duration limit) {
    Objects.requireNonNull(limit, "limit");
    return with(command -> command.timeout = limit);
  }

  /** With this time to end, when it is asked to, before it is killed; 5 s unless said. */
  public Command grace(Duration time) {
    Objects.requireNonNull(time, "time");
    return with(command -> command.grace = time);
  }

  /** With what becomes of the process when a promise about it is cancelled; {@link CancelPolicy#STOP} unless said. */
  public Command onCancel(CancelPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    return with(command -> command.onCancel = policy);
  }

  /**
   * Has another status than 0 be an error: {@link CommandFailedException}. Unless the error output is redirected, the
   * end of it is kept for that, and nobody else sees it.
   */
  public Command checked() {
    return expect(0);
  }

  /** As {@link #checked}, with other statuses that are no errors: {@code expect(0, 1)} for grep. */
  public Command expect(int... codes) {
    Set<Integer> all = IntStream.of(codes).boxed().collect(Collectors.toCollection(TreeSet::new));
    return with(command -> command.expected = all);
  }

  // ---- where it belongs

  /** In a new process group that it leads, so that it can be stopped with all that it has started: setpgid(2). */
  public Command newProcessGroup() {
    return with(command -> command.processGroup = 0);
  }

  /**
   * In the process group of that number.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Command processGroup(int group) {
    if (group <= 0) {
      throw new IllegalArgumentException("process group " + group);
    }
    return with(command -> command.processGroup = group);
  }

  /** In a new session that it leads, without a terminal: setsid(2). That is a new process group too. */
  public Command newSession() {
    return with(command -> command.newSession = true);
  }

  /**
   * Has a worker of {@link io.lwt.unix.Jobs#files} start the process, always: for a file system that may be slow.
   * Otherwise the loop starts one process in a lap, and stands still until the program is loaded, half a millisecond;
   * more in the same lap are started by those workers that are free, at the same time.
   *
   * <p>What a process has from this one, such as the working directory, the umask and {@code PATH}, is what this one
   * has when the worker comes to it: leave that alone until the process is there. Descriptors that are redirected to
   * are those of the call: the close of one takes effect when the process is started.
   */
  public Command spawnOnWorker() {
    return with(command -> command.onWorker = true);
  }

  // ---- what it may do

  /**
   * With a limit on what it may use: setrlimit(2).
   *
   * <p>This, {@link #umask}, {@link #user} and {@link #deathSignal} are done by programs of the system: prlimit(1),
   * setpriv(1), sh(1). Where the one that is needed is not there, the command is rejected with
   * UnsupportedOperationException. What they find fault with, they write to the error output, and the exit status is
   * theirs. The program is then called by its file's name.
   *
   * @param soft what holds, in the limit's unit; {@link ResourceLimit#UNLIMITED} for none
   * @param hard up to what the process may raise it
   * @throws IllegalArgumentException if one is negative and not UNLIMITED
   */
  public Command limit(ResourceLimit limit, long soft, long hard) {
    if (soft < ResourceLimit.UNLIMITED || hard < ResourceLimit.UNLIMITED) {
      throw new IllegalArgumentException(limit + " " + soft + ", " + hard);
    }
    Map<ResourceLimit, Limit> changed = new EnumMap<>(ResourceLimit.class);
    changed.putAll(limits);
    changed.put(limit, new Limit(soft, hard));
    return with(command -> command.limits = changed);
  }

  /**
   * With what files that it makes may not be done with: umask(2). By a helper: see {@link #limit}.
   *
   * @throws IllegalArgumentException if it is not within 0 to 0777
   */
  public Command umask(int mask) {
    if (mask < 0 || mask > 0777) {
      throw new IllegalArgumentException("umask " + Integer.toOctalString(mask));
    }
    return with(command -> command.umask = mask);
  }

  /**
   * As this user and group, and in no other group: setresuid(2). By a helper: see {@link #limit}.
   * {@link io.lwt.unix.LwtUnix#getpwnam} has the numbers.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Command user(long uid, long gid) {
    if (uid < 0 || gid < 0) {
      throw new IllegalArgumentException("user " + uid + ", group " + gid);
    }
    return with(command -> command.user = new Identity(uid, gid));
  }

  /**
   * With a signal that it gets when the loop's thread ends, with this process or before: PR_SET_PDEATHSIG of prctl(2).
   * What it has started itself does not. It is never a worker that starts it. By a helper: see {@link #limit}.
   */
  public Command deathSignal(UnixSignal signal) {
    Objects.requireNonNull(signal, "signal");
    return with(command -> command.deathSignal = signal);
  }

  // ---- more than one

  /** This command, and another one whose input is this one's output. */
  public Pipeline pipe(Command next) {
    return new Pipeline(List.of(this, next));
  }

  // ---- for those who run it

  boolean needsHelpers() {
    return !limits.isEmpty() || umask != null || user != null || deathSignal != null;
  }

  Map<ResourceLimit, Limit> limits() {
    return limits;
  }

  @Nullable Integer umask() {
    return umask;
  }

  @Nullable Identity user() {
    return user;
  }

  @Nullable UnixSignal deathSignal() {
    return deathSignal;
  }

  /** Whether it says what only a new process can be told. */
  boolean isForANewProcess() {
    return timeout != null || newSession || processGroup != null || onWorker || isChecked();
  }

  /** The same with other words, which do what it cannot. */
  Command wrapped(List<String> words) {
    var wrapped = new Command(words);
    wrapped.environment = environment;
    wrapped.variables = variables;
    wrapped.directory = directory;
    wrapped.processGroup = processGroup();
    wrapped.newSession = newSession;
    return wrapped;
  }

  String program() {
    return program;
  }

  List<String> arguments() {
    return arguments;
  }

  /** What the environment is to be instead of this process'; null for that. */
  @Nullable Map<String, String> environment() {
    return environment;
  }

  Map<String, Optional<String>> variables() {
    return variables;
  }

  @Nullable String directory() {
    return directory;
  }

  SortedMap<Integer, Redirect> redirects() {
    return redirects;
  }

  @Nullable Duration timeout() {
    return timeout;
  }

  Duration grace() {
    return grace;
  }

  /** 0 for a new one, null for this process'. */
  @Nullable Integer processGroup() {
    boolean forTimeout = timeout != null && !newSession && processGroup == null;
    return forTimeout ? Integer.valueOf(0) : processGroup;
  }

  boolean isNewSession() {
    return newSession;
  }

  /** Whether the process leads a process group, whose number is the process' own. */
  boolean leadsGroup() {
    Integer group = processGroup();
    return newSession || (group != null && group == 0);
  }

  boolean isOnWorker() {
    return onWorker;
  }

  CancelPolicy cancelPolicy() {
    return onCancel;
  }

  boolean isChecked() {
    return expected != null;
  }

  /** Whether it may end so. */
  boolean accepts(ExitStatus status) {
    return expected == null
        || (status instanceof ExitStatus.Exited(int code) && expected.contains(code));
  }

  /** The command line, as a shell would take it. */
  @Override
  public String toString() {
    return Stream.concat(Stream.of(program), arguments.stream().skip(1))
        .map(Command::quoted)
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
