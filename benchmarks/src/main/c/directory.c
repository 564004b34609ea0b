/* What the kernel itself takes to tell a directory's names: the bound of what any library can reach.

   Usage: directory FOLDER WARMUP PASSES [WAY]. Prints nanoseconds per name. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static char buffer[128 * 1024];

static long count_names(const char *folder) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    perror(folder);
    exit(1);
  }
  long names = 0, length;
  while ((length = getdents64(fd, buffer, sizeof buffer)) > 0)
    for (long at = 0; at < length; names++)
      at += ((struct dirent *) (buffer + at))->d_reclen;
  close(fd);
  return names;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 4)
    return 2;
  for (int pass = atoi(argv[2]); pass > 0; pass--)
    count_names(argv[1]);
  long names = 0;
  double start = now();
  for (int pass = atoi(argv[3]); pass > 0; pass--)
    names += count_names(argv[1]);
  printf("%.2f\n", (now() - start) / names);
}
