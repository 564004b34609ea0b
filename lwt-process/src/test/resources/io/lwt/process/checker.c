/* Says what a process finds when it is started, in lines of a name and a value, to the descriptor that is named. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static FILE *report;

static void limit(const char *name, int resource) {
  struct rlimit value;
  getrlimit(resource, &value);
  fprintf(report, "%s=%lld %lld\n", name, (long long) value.rlim_cur, (long long) value.rlim_max);
}

static void signals(void) {
  sigset_t mask;
  sigprocmask(SIG_BLOCK, NULL, &mask);
  fprintf(report, "blocked=");
  for (int signal = 1; signal < 65; signal++)
    if (sigismember(&mask, signal) == 1) fprintf(report, "%d ", signal);
  fprintf(report, "\nignored=");
  for (int signal = 1; signal < 65; signal++) {
    struct sigaction action;
    if (sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN) fprintf(report, "%d ", signal);
  }
  fprintf(report, "\n");
}

static void descriptors(int own) {
  fprintf(report, "fds=");
  for (int fd = 0; fd < 1024; fd++)
    if (fd != own && fcntl(fd, F_GETFD) >= 0) fprintf(report, "%d ", fd);
  fprintf(report, "\nnonblocking=");
  for (int fd = 0; fd < 1024; fd++) {
    int flags = fcntl(fd, F_GETFL);
    if (fd != own && flags >= 0 && (flags & O_NONBLOCK) != 0) fprintf(report, "%d ", fd);
  }
  fprintf(report, "\n");
  for (int fd = 0; fd < 10; fd++) {
    char path[32], target[4096];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (fd != own && length > 0) fprintf(report, "fd%d=%.*s\n", fd, (int) length, target);
  }
}

int main(int argc, char **argv) {
  int own = atoi(argv[1]);
  char folder[4096];
  struct winsize size;
  int death = 0;
  report = fdopen(own, "w");
  descriptors(own);
  signals();
  fprintf(report, "pid=%d\nppid=%d\npgid=%d\nsid=%d\n", getpid(), getppid(), getpgid(0), getsid(0));
  fprintf(report, "parents pgid=%d\nparents sid=%d\n", getpgid(getppid()), getsid(getppid()));
  fprintf(report, "uid=%d %d\ngid=%d %d\n", getuid(), geteuid(), getgid(), getegid());
  fprintf(report, "cwd=%s\n", getcwd(folder, sizeof folder));
  fprintf(report, "env=%s\n", getenv("LWT_CHECK") ? getenv("LWT_CHECK") : "");
  mode_t mask = umask(0);
  fprintf(report, "umask=%03o\n", mask);
  limit("nofile", RLIMIT_NOFILE);
  limit("cpu", RLIMIT_CPU);
  prctl(PR_GET_PDEATHSIG, &death);
  fprintf(report, "death signal=%d\n", death);
  if (ioctl(0, TIOCGWINSZ, &size) == 0) fprintf(report, "window=%dx%d\n", size.ws_row, size.ws_col);
  int terminal = open("/dev/tty", O_RDWR);
  fprintf(report, "terminal=%s\n", terminal < 0 ? "none" : "own");
  fprintf(report, "arguments=");
  for (int i = 2; i < argc; i++) fprintf(report, "%s ", argv[i]);
  fprintf(report, "\n");
  fclose(report);
  return 0;
}
