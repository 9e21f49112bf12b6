# The part of the boot script after the function 'leasehold' of allocate: tries all interfaces until each
# has a lease, for at least five minutes; the provider's line may come up late. LEASEHOLD_FILE is this
# file: what was released meanwhile is no longer in it.
leasehold_hold() {
  [ ! -e "/sys/class/net/$1" ] || [ ! -s "/var/run/leasehold/$1.lease" ] || return 0
  grep -qF "leasehold_hold '$1' '$2' " "$LEASEHOLD_FILE" || return 0
  leasehold_missing=1
  [ -n "$leasehold_try" ] || return 0
  (
    WAN_IF=$1 WAN_MAC=$2 WAN_PARENT=$3 WAN_ADDRESS=$4
    leasehold
  ) &
  leasehold_running=$((leasehold_running + 1))
  if [ "$leasehold_running" -ge 8 ]; then # at once: a small router has little memory
    wait
    leasehold_running=0
  fi
}

leasehold_boot() {
  leasehold_round=0
  while [ "$leasehold_round" -lt 21 ]; do
    [ "$leasehold_round" -eq 0 ] || sleep 15
    leasehold_round=$((leasehold_round + 1))
    leasehold_running=0
    leasehold_try=1
    leasehold_interfaces
    wait
    leasehold_try=
    leasehold_missing=
    leasehold_interfaces
    [ -n "$leasehold_missing" ] || break
  done
}

# In the background: nothing else at the boot waits for it.
leasehold_start() {
  (leasehold_boot 2>&1 </dev/null | { logger -t leasehold || cat; }) >/dev/null 2>&1 </dev/null &
}
