# Holds one public IPv4 address: a macvlan interface and a DHCP client for it.
#
# in    WAN_PARENT WAN_IF WAN_MAC (lower case), LEASE_WAIT (seconds), HOOK (the text of the hook),
#       WAN_ADDRESS (the address to ask for, or nothing)
# out   the address and nothing else
need ip flock
check_interface
parent=$NET/$WAN_PARENT
link=$NET/$WAN_IF
[ -e "$parent" ] || fail 3 "there is no interface $WAN_PARENT"
[ "$(cat "$IPV4/all/proxy_arp")" = 0 ] ||
  fail 3 "net.ipv4.conf.all.proxy_arp is 1: this router would answer ARP for every address of the provider's link"
udhcpc=$(find_udhcpc) || fail 5 "there is no udhcpc, and busybox has none"
lock "$WAN_IF"

# The interface.
made=
started=
undo() {
  [ -z "$started" ] || stop_client "$WAN_IF"
  if [ -n "$made" ]; then
    ip link del dev "$WAN_IF" 2>/dev/null
    forget "$WAN_IF"
  fi
}
give_up() {
  undo
  fail "$@"
}
if [ -e "$link" ]; then
  is_ours "$WAN_IF" || fail 3 "$WAN_IF exists, and Leasehold did not make it"
  [ "$(cat "$link/address")" = "$WAN_MAC" ] ||
    fail 3 "$WAN_IF exists with another MAC: $(cat "$link/address")"
  [ "$(cat "$link/iflink")" = "$(cat "$parent/ifindex")" ] ||
    fail 3 "$WAN_IF exists on another interface than $WAN_PARENT: $(alias_of "$WAN_IF")"
else
  stop_client "$WAN_IF" # of an interface that somebody deleted
  forget "$WAN_IF"
  echo "$WAN_MAC" >"$RUN/$WAN_IF.making"
  made=1
  ip link add link "$WAN_PARENT" name "$WAN_IF" address "$WAN_MAC" type macvlan mode bridge >&2 ||
    give_up 3 "cannot create $WAN_IF on $WAN_PARENT"
fi
echo "leasehold:$WAN_PARENT" >"$link/ifalias" || give_up 3 "cannot mark $WAN_IF"

# What the kernel does there. The interface has no address, so that any reverse path filter drops what
# arrives, the loose one too; and the kernel takes the stricter of 'all' and the interface. So the
# value of 'all' moves into each interface, where it has the same effect as before.
all=$(cat "$IPV4/all/rp_filter")
if [ "$all" != 0 ]; then
  for conf in "$IPV4"/*; do
    case ${conf##*/}:$(alias_of "${conf##*/}") in
      all:* | *:leasehold:*) ;;
      *) [ "$(cat "$conf/rp_filter")" -ge "$all" ] || echo "$all" >"$conf/rp_filter" ;;
    esac
  done
  echo 0 >"$IPV4/all/rp_filter" || give_up 3 "cannot change net.ipv4.conf.all.rp_filter"
fi
{
  echo 0 >"$IPV4/$WAN_IF/rp_filter"
  echo 1 >"$IPV4/$WAN_IF/forwarding" # without it no proxy entry is answered
  echo 1 >"$IPV4/$WAN_IF/arp_ignore" # not for the addresses of the parent
  echo 0 >"$IPV4/$WAN_IF/proxy_arp"  # one entry for each address instead
  # The kernel answers for such an entry after a random wait of up to 0.8 s otherwise.
  echo 0 >"/proc/sys/net/ipv4/neigh/$WAN_IF/proxy_delay"
} || give_up 3 "cannot change the settings of $WAN_IF"
[ ! -e "/proc/sys/net/ipv6/conf/$WAN_IF" ] || echo 1 >"/proc/sys/net/ipv6/conf/$WAN_IF/disable_ipv6"
ip link set dev "$WAN_IF" up >&2 || give_up 3 "cannot bring $WAN_IF up"

# The hook. udhcpc runs 'sh EVENT' in this folder: where /run is mounted with noexec, a script there
# cannot be run by itself.
mkdir -p "$RUN/hook" || give_up 3 "cannot create $RUN/hook"
for event in deconfig bound renew; do
  if [ "$(cat "$RUN/hook/$event" 2>/dev/null)" != "$HOOK" ]; then
    printf '%s\n' "$HOOK" >"$RUN/hook/$event.$WAN_IF" || give_up 3 "cannot write to $RUN/hook"
    mv "$RUN/hook/$event.$WAN_IF" "$RUN/hook/$event"
  fi
done

# The client. It goes on in the background, also when there is no lease yet (-b); with -n it would end
# when a lease is lost later. It must not inherit the lock.
lease=$RUN/$WAN_IF.lease
if [ -z "$(client_of "$WAN_IF")" ]; then
  [ -n "$WAN_ADDRESS" ] || [ ! -s "$lease" ] || read -r WAN_ADDRESS _ <"$lease"
  rm -f "$lease"
  started=1
  (
    cd "$RUN/hook" || exit
    # shellcheck disable=SC2086 # two words: busybox udhcpc
    LEASEHOLD_RUN=$RUN exec $udhcpc -b -t 5 -T 2 -A 10 -s /bin/sh \
      ${WAN_ADDRESS:+-r "$WAN_ADDRESS"} -i "$WAN_IF" -p "$RUN/$WAN_IF.pid"
  ) </dev/null >"$RUN/$WAN_IF.log" 2>&1 9>&- &
  child=$!
elif [ ! -s "$lease" ]; then
  # It may have lost its lease, or its files. It asks again, and the hook writes them.
  kill -s USR1 "$(client_of "$WAN_IF")" 2>/dev/null
fi
end=$(($(uptime_seconds) + LEASE_WAIT))
until [ -s "$lease" ]; do
  [ "$(uptime_seconds)" -lt "$end" ] ||
    give_up 4 "no DHCP lease on $WAN_IF within $LEASE_WAIT s: $(tail -n 3 "$RUN/$WAN_IF.log" 2>/dev/null | tr '\n' ' ')"
  nap
done
[ -z "$started" ] || wait "$child" # until it is in the background, with its last process number
read -r ip _ <"$lease"
ip neigh replace proxy "$ip" dev "$WAN_IF" >&2 || give_up 3 "cannot answer ARP for $ip on $WAN_IF"
rm -f "$RUN/$WAN_IF.making"
echo "$ip"
