# Looks whether Maven is there; to be sourced, after jdk.sh.

if ! command -v mvn >/dev/null; then
  cat >&2 <<'END'
Maven (mvn) is not on PATH. Install version 3.6.3 or newer: https://maven.apache.org/install.html, or
  Debian, Ubuntu   apt install maven
  Fedora           dnf install maven
  macOS            brew install maven
END
  return 1
fi

# Maven's own libraries do what a JDK 25 warns of.
export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
