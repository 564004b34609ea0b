# The programs that some tests need beside Java and Maven; to be sourced. As root on a system with apt it installs
# what is missing; elsewhere it says what is missing, and the tests that need it are skipped. With CI=true nothing may
# be skipped, so there a missing program is an error. With lwt_programs_for=containers it is about a Docker engine only.

# Debian keeps servers where only root looks for programs.
export PATH="$PATH:/usr/sbin"

# program, Debian package, what for
lwt_programs() {
  if [ "${lwt_programs_for:-}" = containers ]; then
    echo "dockerd docker.io the library inside containers"
    return
  fi
  cat <<'END'
cc gcc the layouts and constants of C, compared with the compiler's
strace strace what the system calls look like from outside
curl curl the example of an HTTP server, by a client of everybody's
wrk wrk the same, under load
nginx nginx clients of a real HTTP server
redis-cli redis-tools the example of a Redis server, by Redis' clients
redis-benchmark redis-tools the same, under load
redis-server redis-server clients of a real Redis
fc-list fontconfig plots of benchmarks, which need a font
END
}

lwt_missing_programs() {
  local program package purpose
  while read -r program package purpose; do
    command -v "$program" >/dev/null || echo "$program $package $purpose"
  done < <(lwt_programs)
}

lwt_install_packages() {
  local packages
  packages=$(lwt_missing_programs | cut -d' ' -f2)
  if [ -n "$packages" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # gcc alone has no headers to compile against
    case $packages in *gcc*) packages="$packages libc6-dev" ;; esac
    echo "Installing: "$packages
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages ||
      echo "apt-get could not install them" >&2
  fi
}

lwt_report_missing() {
  local missing=0 program package purpose
  while read -r program package purpose; do
    missing=1
    echo "Not here: $program (package $package), so these tests are skipped: $purpose" >&2
  done < <(lwt_missing_programs)
  if [ "$missing" = 1 ] && [ "${CI:-}" = true ]; then
    echo "With CI=true nothing is skipped: install what is missing." >&2
    return 1
  fi
}

lwt_install_packages
lwt_report_missing
