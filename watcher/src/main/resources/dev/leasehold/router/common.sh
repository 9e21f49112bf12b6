# Comes first in every script. Values are variables that are set before it.
#
# exit  0 done, 2 invalid value, 3 the interface or the kernel refuses, 4 no lease,
#       5 a program is missing, 6 another run holds the lock
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export PATH LC_ALL=C
umask 077
set -u

# Volatile on every router: after a reboot nothing is left of interfaces, clients and files alike.
RUN=/var/run/leasehold
NET=/sys/class/net
# shellcheck disable=SC2034 # not every script uses it
IPV4=/proc/sys/net/ipv4/conf

fail() {
  code=$1
  shift
  echo "$*" >&2
  exit "$code"
}

need() {
  for program; do
    command -v "$program" >/dev/null || fail 5 "there is no program $program"
  done
}

# Seconds since the boot; the time of day jumps when a router first hears of it.
uptime_seconds() {
  read -r up _ </proc/uptime
  echo "${up%%.*}"
}

nap() { sleep 0.1 2>/dev/null || sleep 1; }

# The alias of an interface says that it is ours, and its parent.
alias_of() { cat "$NET/$1/ifalias" 2>/dev/null || true; }

# A crash between the creation and the alias leaves the file.
is_ours() {
  case $(alias_of "$1") in
    leasehold:*) return 0 ;;
    '') [ "$(cat "$RUN/$1.making" 2>/dev/null)" = "$(cat "$NET/$1/address" 2>/dev/null)" ] ;;
    *) return 1 ;;
  esac
}

# The process of an interface's DHCP client; nothing if there is none. A pid file is believed only if
# the process still is that client; without the file the client is looked up. Another network
# namespace may have an interface of that name.
client_of() {
  pid=
  [ ! -s "$RUN/$1.pid" ] || read -r pid <"$RUN/$1.pid" || true
  if [ -n "$pid" ] && is_client "$pid" "$1"; then
    echo "$pid"
  elif command -v pgrep >/dev/null; then
    for pid in $(pgrep -f -- "udhcpc.* -i $1 "); do
      if is_client "$pid" "$1"; then
        echo "$pid"
        break
      fi
    done
  fi
}

is_client() {
  case " $(tr '\000' ' ' 2>/dev/null <"/proc/$1/cmdline")" in
    *udhcpc*" -i $2 "*) [ "$(readlink "/proc/$1/ns/net")" = "$(readlink /proc/self/ns/net)" ] ;;
    *) return 1 ;;
  esac
}

stop_client() {
  for signal in TERM KILL; do
    tries=0
    while pid=$(client_of "$1") && [ -n "$pid" ]; do
      [ "$tries" -gt 0 ] || kill -s "$signal" "$pid" 2>/dev/null || true
      tries=$((tries + 1))
      [ "$tries" -le 20 ] || break
      nap
    done
  done
  rm -f "$RUN/$1.pid"
}

proxies_of() { ip neigh show proxy dev "$1" 2>/dev/null | while read -r address _; do echo "$address"; done; }

drop_proxies() {
  for address in $(proxies_of "$1"); do
    ip neigh del proxy "$address" dev "$1" 2>/dev/null || true
  done
}

forget() { rm -f "$RUN/$1.pid" "$RUN/$1.lease" "$RUN/$1.log" "$RUN/$1.making"; }

lock() {
  mkdir -p "$RUN" || fail 3 "cannot create $RUN"
  exec 9>"$RUN/$1.lock" || fail 3 "cannot write to $RUN"
  tries=0
  until flock -n 9; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || fail 6 "another run still works on $1"
    nap
  done
}

check_interface() {
  case $WAN_IF in
    '' | -* | *[!a-z0-9-]* | ????????????????*) fail 2 "invalid interface name '$WAN_IF'" ;;
  esac
}
