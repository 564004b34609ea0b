# Images to run Java in, made of Debian's packages, since no registry of images may be within reach; to be sourced, where
# docker.sh has found an engine. An image is a C library, a busybox and three small files: the JDK is mounted.
#
#   lwt_download_packages SUITE...   downloads what suites of Debian have, once: target/containers keeps it
#   lwt_make_image NAME SUITE        makes the image NAME with the C library of one of them

lwt_packages=$top/target/containers

# Where this machine's apt gets Debian from.
lwt_debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sort -u | head -n 1
}

# apt-get with sources, lists and caches of its own, and as if nothing were installed.
lwt_apt() {
  apt-get -q -o Dir::Etc::sourcelist="$lwt_packages/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State="$lwt_packages/state" -o Dir::State::status="$lwt_packages/status" \
    -o Dir::Cache="$lwt_packages/cache" -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
    -o Acquire::Retries=3 "$@"
}

lwt_download_packages() {
  if [ "$(cat -- "$lwt_packages/complete" 2>/dev/null)" = "$*" ]; then
    return
  fi
  local mirror suite options='' keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mirror=$(lwt_debian_mirror)
  if [ -z "$mirror" ] && [ "$(id -u)" = 0 ]; then
    # What a source has is known only when apt has asked it.
    apt-get update -q
    mirror=$(lwt_debian_mirror)
  fi
  if [ -z "$mirror" ]; then
    echo "apt knows no source of Debian's packages here, of which the images are made (apt-get update?)." >&2
    return 1
  fi
  echo "Downloading C libraries of Debian: $*"
  rm -rf -- "$lwt_packages"
  mkdir -p -- "$lwt_packages/state/lists/partial" "$lwt_packages/cache/archives/partial" "$lwt_packages/busybox"
  : >"$lwt_packages/status"
  [ ! -e "$keyring" ] || options="[signed-by=$keyring]"
  for suite in "$@"; do
    echo "deb $options $mirror $suite main"
  done >"$lwt_packages/sources.list"
  lwt_apt update
  # One that needs no C library: the newest, since old ones lack what the examples use.
  (cd -- "$lwt_packages/busybox" && lwt_apt download busybox-static)
  for suite in "$@"; do
    mkdir -- "$lwt_packages/$suite"
    (cd -- "$lwt_packages/$suite" && lwt_apt download "libc6/$suite")
    lwt_make_root "$lwt_packages/$suite"
  done
  rm -rf -- "$lwt_packages/state" "$lwt_packages/cache"
  echo "$*" >"$lwt_packages/complete"
}

# Unpacks a folder's package to the folder root beside it, and adds what is in no package.
lwt_make_root() {
  local root=$1/root name
  mkdir -p -- "$root/tmp" "$root/etc"
  chmod 1777 "$root/tmp"
  dpkg-deb -x "$1"/libc6_*.deb "$root"
  dpkg-deb -x "$lwt_packages"/busybox/*.deb "$root"
  rm -rf -- "$root/usr/share"
  for name in bin lib lib64; do
    # Newer packages have these below usr only.
    [ -e "$root/$name" ] || ln -s "usr/$name" "$root/$name"
  done
  for name in $("$root/bin/busybox" --list); do
    [ -e "$root/bin/$name" ] || ln -s busybox "$root/bin/$name"
  done
  printf 'root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nuser:x:1000:\n' >"$root/etc/group"
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
}

lwt_make_image() {
  tar -C "$lwt_packages/$2/root" --owner=0 --group=0 -c . | docker import - "$1" >/dev/null
}
