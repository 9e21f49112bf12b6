# Shows what the scripts need. Changes nothing.
#
# out   NAME VALUE, one a line
case $(ip -V 2>&1) in
  *iproute2*) echo 'ip iproute2' ;;
  *) command -v ip >/dev/null && echo 'ip other' || echo 'ip none' ;;
esac
echo "udhcpc $(find_udhcpc || echo none)"
command -v flock >/dev/null && echo 'flock flock' || echo 'flock none'
echo "user $(id -u)"
echo "proxy_arp $(cat "$IPV4/all/proxy_arp")"
echo end
