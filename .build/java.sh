# shellcheck shell=sh
# Sourced by the launcher and by .build/mvn: finds a Java and gives it a locale.
#
#   find_java java|javac   sets JAVA_HOME to a Java that has this program, or says what to install
#                          and ends with 1. Prints nothing to stdout.

java_needed=25

# A Java says in its `release` file what it is; starting each to ask would cost 50 ms apiece.
java_fits() { # HOME PROGRAM
  java_major=
  [ -x "$1/bin/$2" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r java_line; do
    case $java_line in
      JAVA_VERSION=*)
        java_line=${java_line#JAVA_VERSION=\"}
        java_major=${java_line%%[!0-9]*}
        break
        ;;
    esac
  done <"$1/release"
  [ "${java_major:-0}" -ge "$java_needed" ]
}

find_java() { # PROGRAM
  # What the caller chose comes first: JAVA_HOME, then the PATH.
  if [ -n "${JAVA_HOME-}" ] && java_fits "$JAVA_HOME" "$1"; then
    export JAVA_HOME
    return
  fi
  java_on_path=$(readlink -f "$(command -v java)" 2>/dev/null) || java_on_path=
  if [ -n "$java_on_path" ] && java_fits "${java_on_path%/bin/*}" "$1"; then
    export JAVA_HOME="${java_on_path%/bin/*}"
    return
  fi

  # Of what is installed, the oldest that will do: it is the one this was tested with.
  java_best=
  java_best_major=
  for java_dir in \
    /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/*jre* /opt/java/* /usr/local/*jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.gradle/jdks/* \
    "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/.jdks/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if java_fits "$java_dir" "$1" &&
      { [ -z "$java_best" ] || [ "$java_major" -lt "$java_best_major" ]; }; then
      java_best=$java_dir
      java_best_major=$java_major
    fi
  done
  if [ -n "$java_best" ]; then
    export JAVA_HOME="$java_best"
    return
  fi

  java_kind=JDK
  [ "$1" = javac ] || java_kind='JDK or JRE'
  cat >&2 <<MISSING
Leasehold needs a $java_kind $java_needed or newer, and found none in JAVA_HOME (${JAVA_HOME:-not set}), on the PATH
(${java_on_path:-no java}) or where they are usually installed.

  Debian, Ubuntu: add Adoptium's apt repository (https://adoptium.net/installation/linux), then
                  apt-get install temurin-$java_needed-jdk
  elsewhere:      Temurin $java_needed from https://adoptium.net/temurin/releases

It need not be the default Java. If it lies in an unusual place, set JAVA_HOME to it.
MISSING
  exit 1
}

# In the C locale, and in one that is not installed, Java reads arguments and file names as ASCII:
# "ü" is lost. Cron, CI, containers and ssh bring such locales. One for all also means the same
# output everywhere.
export LC_ALL=C.UTF-8
