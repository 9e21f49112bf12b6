# Removes what allocate made: the client, the proxy entries, the interface, the files. Nothing there is
# a success.
#
# in    WAN_IF WAN_MAC (lower case), GIVE_BACK (yes: send a DHCPRELEASE first)
need ip flock
check_interface
lock "$WAN_IF"
link=$NET/$WAN_IF
if [ -e "$link" ]; then
  is_ours "$WAN_IF" || fail 3 "$WAN_IF was not made by Leasehold; it stays"
  [ "$(cat "$link/address")" = "$WAN_MAC" ] ||
    fail 3 "$WAN_IF has another MAC, $(cat "$link/address"); it stays"
fi

# The client sends its DHCPRELEASE from the address, so an interface must have it for a moment, with a
# way to the server that no other traffic takes. When that fails the lease runs out by itself.
give_back() {
  [ -s "$RUN/$WAN_IF.lease" ] || return 0
  read -r address server _ _ gateway <"$RUN/$WAN_IF.lease"
  client=$(client_of "$WAN_IF")
  [ -n "$client" ] && [ "$server" != - ] || return 0
  table=$((100000 + $(cat "$link/ifindex")))
  [ "$gateway" != "$server" ] || gateway=-
  ip addr add "$address/32" dev "$WAN_IF"
  if [ "$gateway" = - ]; then
    ip route add "$server/32" dev "$WAN_IF" src "$address" table "$table"
  else
    ip route add "$server/32" via "$gateway" onlink dev "$WAN_IF" src "$address" table "$table"
  fi
  ip rule add from "$address/32" lookup "$table"
  kill -s USR2 "$client"
  tries=0
  while [ -s "$RUN/$WAN_IF.lease" ] && [ "$tries" -lt 20 ]; do # the hook removes it
    tries=$((tries + 1))
    nap
  done
  ip rule del from "$address/32" lookup "$table"
}
if [ "$GIVE_BACK" = yes ] && [ -e "$link" ]; then
  give_back >/dev/null 2>&1
fi
stop_client "$WAN_IF"
if [ -e "$link" ]; then
  drop_proxies "$WAN_IF"
  ip link del dev "$WAN_IF" >&2 || fail 3 "cannot delete $WAN_IF"
fi
forget "$WAN_IF"
