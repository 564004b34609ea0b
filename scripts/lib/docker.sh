# A Docker engine to use; to be sourced. One that runs already is used; else root starts one of its own, which shares
# nothing with others: its socket, its data and its pid file are in a folder that goes with it. It has no network, and
# leaves the machine's firewall and routing alone.
#
#   lwt_use_docker    exports DOCKER_HOST; says what is missing, and returns 1, if there is no engine to be had
#   lwt_leave_docker  stops what lwt_use_docker has started, and removes its folder; may be called at any time

# Debian keeps the engine where only root looks for programs.
export PATH="$PATH:/usr/sbin"

lwt_docker_folder=
lwt_docker_pid=

lwt_docker_answers() {
  docker version >/dev/null 2>&1
}

lwt_use_docker() {
  if command -v docker >/dev/null && lwt_docker_answers; then
    # Testcontainers does not know the contexts of the docker command.
    DOCKER_HOST=${DOCKER_HOST:-$(docker context inspect --format '{{.Endpoints.docker.Host}}')}
    export DOCKER_HOST
    return
  fi
  if [ "$(id -u)" != 0 ]; then
    echo "No Docker engine answers, and only root can start one." >&2
    return 1
  fi
  if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
    echo "No Docker engine answers, and there is none to start: install Debian's docker.io." >&2
    return 1
  fi
  lwt_start_docker
}

lwt_start_docker() {
  lwt_docker_folder=$(mktemp -d /tmp/lwt-docker.XXXXXX) # short: a socket's path has 107 bytes
  export DOCKER_HOST=unix://$lwt_docker_folder/docker.sock
  # In a session of its own, so that Ctrl-C does not end it before the containers.
  setsid dockerd --host "$DOCKER_HOST" --data-root "$lwt_docker_folder/data" --exec-root "$lwt_docker_folder/exec" \
    --pidfile "$lwt_docker_folder/pid" --bridge none --iptables=false --ip6tables=false --ip-forward=false \
    --ip-masq=false >"$lwt_docker_folder/log" 2>&1 </dev/null &
  lwt_docker_pid=$!
  local try
  for ((try = 0; try < 300; try++)); do
    if lwt_docker_answers; then
      return
    fi
    kill -0 "$lwt_docker_pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "dockerd does not answer; it said last:" >&2
  tail -n 20 "$lwt_docker_folder/log" >&2
  return 1
}

lwt_leave_docker() {
  if [ -n "$lwt_docker_pid" ]; then
    kill "$lwt_docker_pid" 2>/dev/null || true
    wait "$lwt_docker_pid" 2>/dev/null || true
    lwt_docker_pid=
  fi
  if [ -n "$lwt_docker_folder" ]; then
    # One that was killed leaves some behind, the innermost last.
    awk -v folder="$lwt_docker_folder/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | tac |
      while IFS= read -r mount; do
        umount "$mount"
      done
    rm -rf --one-file-system -- "$lwt_docker_folder"
    lwt_docker_folder=
  fi
}
