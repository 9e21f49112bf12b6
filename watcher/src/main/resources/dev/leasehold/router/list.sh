# Shows every interface that Leasehold made here. Changes nothing.
#
# out   router BOOT-ID UPTIME
#       interface NAME MAC PARENT up|down client|none ADDRESS proxy|none set|unset SERVER SECONDS OBTAINED
#       end
# '-' for what is unknown. UPTIME and OBTAINED are seconds since the boot, SECONDS is the length of the
# lease. 'unset' says that the kernel has other settings than allocate makes.
need ip
# Builtins of the shell instead of programs: there may be many interfaces, and a small router is slow.
value() {
  value=
  [ ! -r "$1" ] || read -r value 2>/dev/null <"$1" || true
}

value /proc/sys/kernel/random/boot_id
echo "router $value $(uptime_seconds)"
proxies=$(ip neigh show proxy | while read -r address _ name _; do echo "$address $name"; done)
for link in "$NET"/*; do
  name=${link##*/}
  value "$link/ifalias"
  case $value in
    leasehold:*) parent=${value#leasehold:} ;;
    *) continue ;;
  esac
  value "$NET/$parent/ifindex"
  index=$value
  value "$link/iflink"
  [ "$index" = "$value" ] || parent=-
  value "$link/operstate"
  state=$value
  value "$link/flags"
  if [ $((value & 1)) -eq 0 ] || [ "$state" = down ]; then state=down; else state=up; fi
  client=none
  [ -z "$(client_of "$name")" ] || client=client
  ip=- server=- seconds=- since=-
  [ ! -s "$RUN/$name.lease" ] || read -r ip server seconds since _ <"$RUN/$name.lease"
  case "
$proxies
" in
    *"
$ip $name
"*) proxy=proxy ;;
    *) proxy=none ;;
  esac
  settings='set'
  for setting in "all/proxy_arp 0" "all/rp_filter 0" "$name/rp_filter 0" "$name/proxy_arp 0" "$name/forwarding 1"; do
    value "$IPV4/${setting% *}"
    [ "$value" = "${setting#* }" ] || settings='unset'
  done
  value "$link/address"
  echo "interface $name $value $parent $state $client $ip $proxy $settings $server $seconds $since"
done
echo end
