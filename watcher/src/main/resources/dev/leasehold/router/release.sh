# Removes what allocate made: the client, the proxy entries, the interface, the files. Nothing there is
# a success. No DHCPRELEASE is sent: the kernel does not send from an address that no interface has,
# so the lease runs out at the provider.
#
# in    WAN_IF WAN_MAC (lower case)
need ip flock
check_interface
lock "$WAN_IF"
link=$NET/$WAN_IF
if [ -e "$link" ]; then
  is_ours "$WAN_IF" || fail 3 "$WAN_IF was not made by Leasehold; it stays"
  [ "$(cat "$link/address")" = "$WAN_MAC" ] ||
    fail 3 "$WAN_IF has another MAC, $(cat "$link/address"); it stays"
fi
stop_client "$WAN_IF"
if [ -e "$link" ]; then
  drop_proxies "$WAN_IF"
  ip link del dev "$WAN_IF" >&2 || fail 3 "cannot delete $WAN_IF"
fi
forget "$WAN_IF"
