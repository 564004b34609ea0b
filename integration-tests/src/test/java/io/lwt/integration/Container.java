package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A command in a container, which has a C library, a busybox, this working tree and this JDK, and no network. The images
 * are made by {@code scripts/containers}.
 */
final class Container implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /** The same paths as outside, so that commands are the same. */
  private static final List<Path> MOUNTS =
      List.of(Path.of(System.getProperty("java.home")), Project.ROOT);

  private final GenericContainer<?> container;
  private String user = "0:0";
  private UnaryOperator<HostConfig> limits = host -> host;

  private Container(Image image, List<String> command) {
    container =
        new GenericContainer<>(DockerImageName.parse("lwt-containers:" + image))
            .withNetworkMode("none")
            .withCommand(command.toArray(String[]::new))
            .withCreateContainerCmdModifier(
                create ->
                    create
                        .withUser(user)
                        .withHostConfig(
                            limits.apply(Objects.requireNonNull(create.getHostConfig()))));
    MOUNTS.forEach(path -> mount(path, path.toString()));
  }

  /** Which C library there is. */
  enum Image {
    /** The oldest that is supported. */
    OLDEST,
    /** The one of Debian's release that this machine runs. */
    HOST,
    /** The one of Debian's newest release. */
    NEWEST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A command that was not started yet. */
  static Container of(Image image, List<String> command) {
    return new Container(image, command);
  }

  /** The same as this user, with no group. */
  Container as(int uid) {
    user = uid + ":" + uid;
    return this;
  }

  /** The same with what the engine can limit, or forbid. */
  Container with(UnaryOperator<HostConfig> more) {
    UnaryOperator<HostConfig> former = limits;
    limits = host -> more.apply(former.apply(host));
    return this;
  }

  /** The same with a file or folder of this machine, which it cannot change. */
  Container mount(Path path, String target) {
    container.withFileSystemBind(path.toString(), target, BindMode.READ_ONLY);
    return this;
  }

  /** Starts it, and waits for its end. */
  Container run() {
    container.withStartupCheckStrategy(new UntilItEnds()).start();
    return this;
  }

  /** Starts it, and waits until it has printed a port's number. */
  Container serve() {
    container.waitingFor(Wait.forLogMessage("\\d+\\R", 1).withStartupTimeout(LIMIT)).start();
    return this;
  }

  /** What a command prints that is run beside it; it must end with status 0. */
  String execute(List<String> command) throws Exception {
    var result = container.execInContainer(command.toArray(String[]::new));
    assertEquals(0, result.getExitCode(), () -> result.getStdout() + result.getStderr());
    return result.getStdout();
  }

  /** Asks it to end, as {@code docker stop} does. One that has not ended after this time is killed. */
  Container stop(Duration grace) {
    client()
        .stopContainerCmd(container.getContainerId())
        .withTimeout((int) grace.toSeconds())
        .exec();
    return this;
  }

  /** What it has printed to stdout. */
  String out() {
    return container.getLogs(OutputType.STDOUT);
  }

  /** Checks the status it has ended with; a failure shows what it has printed. */
  Container assertStatus(int expected) {
    InspectContainerResponse.ContainerState state =
        client().inspectContainerCmd(container.getContainerId()).exec().getState();
    assertEquals(expected, state.getExitCodeLong(), container::getLogs);
    return this;
  }

  @Override
  public void close() {
    container.close();
  }

  private DockerClient client() {
    return container.getDockerClient();
  }

  /** Has a start be over when the command is, whatever its status. */
  private static final class UntilItEnds extends StartupCheckStrategy {
    private UntilItEnds() {
      withTimeout(LIMIT);
    }

    @Override
    public StartupStatus checkStartupState(DockerClient client, String id) {
      int _ =
          client.waitContainerCmd(id).start().awaitStatusCode(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return StartupStatus.SUCCESSFUL;
    }
  }
}
