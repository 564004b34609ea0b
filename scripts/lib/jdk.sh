# Finds a JDK 25 or newer; to be sourced. It looks at JAVA_HOME, then at the java on PATH, then in the folders where
# Linux and macOS usually install one, and exports JAVA_HOME, and PATH with its bin folder first. Where there is none
# it says what to install, and returns 1: under `set -e` that ends the script.

lwt_jdk_wanted=25

# The version of the JDK in a folder, as one number; 1 if there is none that runs and has a compiler.
lwt_jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -e "$1/lib/modules" ] || return 1
  # The file "release" rules out most without starting a JVM each; only running it shows that it runs here.
  if [ -r "$1/release" ]; then
    local said
    said=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release")
    if [ -n "$said" ] && [ "$said" -lt "$lwt_jdk_wanted" ]; then
      echo "$said"
      return
    fi
  fi
  local version
  version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p') || return 1
  [ -n "$version" ] && echo "$version"
}

lwt_jdk_fits() {
  local version
  version=$(lwt_jdk_version "$1") && [ "$version" -ge "$lwt_jdk_wanted" ]
}

# The folders to look at, one a line, in this order.
lwt_jdk_candidates() {
  if [ -n "${JAVA_HOME:-}" ]; then
    echo "$JAVA_HOME"
  fi
  # What stands on PATH may be a link, a shim or macOS' stub: the JVM itself knows where it lives.
  if command -v java >/dev/null; then
    java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
  fi
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$lwt_jdk_wanted+" 2>/dev/null || true
  fi
  local home
  for home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/* /opt/java/* /opt/jdks/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.gradle/jdks/* \
    "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -d "$home/bin" ]; then
      echo "$home"
    fi
  done
}

lwt_jdk_missing() {
  cat >&2 <<END
No JDK $lwt_jdk_wanted or newer was found. Looked at JAVA_HOME (${JAVA_HOME:-not set}), at the java on PATH
($(command -v java || echo none)), and in the usual installation folders.
Install a JDK $lwt_jdk_wanted, with its compiler (a JRE is not enough): Eclipse Temurin (https://adoptium.net), or
  Debian, Ubuntu   apt install openjdk-$lwt_jdk_wanted-jdk
  Fedora           dnf install java-$lwt_jdk_wanted-openjdk-devel
  macOS            brew install openjdk@$lwt_jdk_wanted
  anywhere         sdk install java $lwt_jdk_wanted-tem     (SDKMAN)
or set JAVA_HOME to the folder of one.
END
}

lwt_use_jdk() {
  local home
  while IFS= read -r home; do
    if lwt_jdk_fits "$home"; then
      export JAVA_HOME="$home" PATH="$home/bin:$PATH"
      return
    fi
  done < <(lwt_jdk_candidates)
  lwt_jdk_missing
  return 1
}

lwt_use_jdk
