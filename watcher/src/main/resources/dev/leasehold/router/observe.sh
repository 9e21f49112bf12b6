# Shows the global addresses of an interface. Changes nothing.
#
# in    WAN_PARENT
# out   what 'ip -o addr show' prints
need ip
[ -e "$NET/$WAN_PARENT" ] || fail 3 "there is no interface $WAN_PARENT"
ip -o addr show dev "$WAN_PARENT" scope global
