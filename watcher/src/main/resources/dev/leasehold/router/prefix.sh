# Shows an interface of OpenWrt with its delegated prefixes. Changes nothing.
#
# in    NETWORK (its name in the configuration: wan6)
# out   the JSON of ubus
need ubus
case $NETWORK in
  '' | *[!A-Za-z0-9_.-]*) fail 2 "invalid interface name '$NETWORK'" ;;
esac
ubus call "network.interface.$NETWORK" status || fail 3 "ubus shows no interface $NETWORK"
