/* What a process costs in C: posix_spawn(3), in a process that has another thread, as a JVM has.

   Usage: spawn WORK WARMUP SECONDS HEAP, times in seconds, HEAP in MiB. Prints microseconds per process, or
   milliseconds for 256 MiB through cat. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, AT_ONCE = 32, BLOCK = 65536 };
static const long CAT_BYTES = 256L << 20;
extern char **environ;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void *idle(void *unused) {
  for (;;) pause();
  return unused;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void start(void) {
  char *argv[] = {"/bin/true", NULL};
  pid_t pid;
  if (posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) != 0) fail("posix_spawn");
}

static void await(void) {
  if (waitpid(-1, NULL, 0) < 0) fail("waitpid");
}

static void some(int at_once) {
  int running = 0;
  for (int i = 0; i < BATCH; i++) {
    if (running == at_once) {
      await();
      running--;
    }
    start();
    running++;
  }
  while (running-- > 0) await();
}

static void cat(void) {
  static char block[BLOCK], got[BLOCK];
  int in[2], out[2];
  char *argv[] = {"cat", NULL};
  posix_spawn_file_actions_t actions;
  pid_t pid;
  if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0) fail("pipe2");
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0) fail("posix_spawnp");
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  fcntl(in[1], F_SETFL, O_NONBLOCK);
  fcntl(out[0], F_SETFL, O_NONBLOCK);
  long left = CAT_BYTES, received = 0;
  struct pollfd fds[2] = {{.fd = out[0], .events = POLLIN}, {.fd = in[1], .events = POLLOUT}};
  for (;;) {
    if (poll(fds, 2, -1) < 0) fail("poll");
    if (fds[1].revents != 0) {
      ssize_t count = write(in[1], block, left < BLOCK ? left : BLOCK);
      if (count > 0) left -= count;
      if (left == 0) {
        close(in[1]);
        fds[1].fd = -1;
      }
    }
    if (fds[0].revents != 0) {
      ssize_t count = read(out[0], got, BLOCK);
      if (count == 0) break;
      if (count > 0) received += count;
    }
  }
  close(out[0]);
  await();
  if (received != CAT_BYTES) fail("cat");
}

static double repeat(const char *work, double seconds) {
  double begin = now(), took;
  long done = 0;
  do {
    if (strcmp(work, "CAT") == 0) {
      cat();
      done += 1000;
    } else {
      some(strcmp(work, "ONE") == 0 ? 1 : AT_ONCE);
      done += BATCH;
    }
    took = now() - begin;
  } while (took < seconds);
  return took * 1e6 / done;
}

int main(int argc, char **argv) {
  pthread_t thread;
  if (argc != 5) return 2;
  size_t heap = (size_t) atoi(argv[4]) << 20;
  char *memory = malloc(heap);
  if (memory == NULL) fail("malloc");
  memset(memory, 1, heap);
  pthread_create(&thread, NULL, idle, NULL);
  repeat(argv[1], atof(argv[2]));
  printf("%.2f\n", repeat(argv[1], atof(argv[3])));
  free(memory);
  return 0;
}
