# Shows where the kernel sends packets to addresses, and what BGP daemons know of them. Changes nothing.
#
# in    ADDRESSES (with blanks in between)
# out   kernel ROUTE   the kernel's route for an address; none where it has no route
#       next           after the routes of each address, in their order
#       frr JSON       what vtysh prints of all of them, without blanks
#       bird LINE      what birdc prints of all of them: only routes by BGP that bird prefers
#       asked DAEMON   the daemon answered
#       end
need ip
case $ADDRESSES in
  '' | *[!0-9a-f.:\ ]*) fail 2 "invalid addresses '$ADDRESSES'" ;;
esac

# One process for all addresses, because there may be many: a batch of look-ups in the kernel. The route
# of loopback stands between those of two addresses. iproute2 before 4.13 cannot show the route of a
# look-up, so its whole table is searched for each.
if ip route get fibmatch 127.0.0.1 >/dev/null 2>&1; then
  for address in $ADDRESSES; do
    echo "route get fibmatch $address"
    echo 'route get fibmatch 127.0.0.1'
  done | ip -o -force -batch - 2>/dev/null | sed -e 's/^/kernel /' -e 's/^kernel local 127\..*/next/'
else
  for address in $ADDRESSES; do
    ip -o route show "$address" 2>/dev/null | sed 's/^/kernel /'
    echo next
  done
fi

if command -v vtysh >/dev/null; then
  set --
  for address in $ADDRESSES; do
    case $address in
      *:*) set -- "$@" -c "show bgp ipv6 unicast $address/128 bestpath json" ;;
      *) set -- "$@" -c "show bgp ipv4 unicast $address/32 bestpath json" ;;
    esac
  done
  # Without a home it writes no history file, which would wear out the flash memory.
  if said=$(HOME=/nonexistent vtysh "$@" 2>/dev/null); then
    echo "frr $(echo "$said" | grep -v '^%' | tr -d ' \t\r\n')"
    echo 'asked frr'
  fi
fi

# A set of prefixes; '-r' allows no command that changes something.
ask_bird() {
  [ -n "$1" ] || return 0
  said=$("$birdc" -r "show route primary where source = RTS_BGP && net ~ [ ${1#,} ]" 2>/dev/null) || return 1
  echo "$said" | sed 's/^/bird /'
}

ask_bird_all() {
  four=
  six=
  count=0
  for address in $ADDRESSES; do
    case $address in
      *:*) six=$six,$address/128 ;;
      *) four=$four,$address/32 ;;
    esac
    count=$((count + 1))
    if [ $((count % 50)) -eq 0 ]; then # bird reads no more than 4 KiB
      ask_bird "$four" && ask_bird "$six" || return 1
      four=
      six=
    fi
  done
  ask_bird "$four" && ask_bird "$six" && echo 'asked bird'
}

birdc=$(command -v birdc || command -v birdcl) && ask_bird_all
echo end
