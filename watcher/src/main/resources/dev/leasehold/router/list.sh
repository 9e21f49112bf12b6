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

# Sets proxies: one line 'ADDRESS NAME' for each proxy entry.
read_proxies() { proxies=$(ip neigh show proxy | while read -r address _ on _; do echo "$address $on"; done); }

# Sets ip, server, seconds and since from the lease of an interface, and proxy. Fails when the lease and
# the proxy entries do not fit: something is broken, or a hook works just now.
read_lease() {
  ip=- server=- seconds=- since=-
  [ ! -s "$RUN/$1.lease" ] || read -r ip server seconds since _ <"$RUN/$1.lease"
  case "
$proxies
" in
    *"
$ip $1
"*) proxy=proxy ;;
    *" $1
"*) proxy=other ;;
    *) proxy=none ;;
  esac
  case $ip:$proxy in
    *:proxy | -:none) ;;
    *) return 1 ;;
  esac
}

show() {
  value "$link/ifalias"
  parent=${value#leasehold:}
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
  settings='set'
  for setting in "all/proxy_arp 0" "all/rp_filter 0" "$name/rp_filter 0" "$name/proxy_arp 0" "$name/forwarding 1"; do
    value "$IPV4/${setting% *}"
    [ "$value" = "${setting#* }" ] || settings='unset'
  done
  value "$link/address"
  [ "$proxy" = proxy ] || proxy=none
  echo "interface $name $value $parent $state $client $ip $proxy $settings $server $seconds $since"
}

value /proc/sys/kernel/random/boot_id
echo "router $value $(uptime_seconds)"
names=
for link in "$NET"/*; do
  value "$link/ifalias"
  case $value in
    leasehold:*) names="$names ${link##*/}" ;;
  esac
done
# Those whose lease and proxy entry do not fit come last, after another look.
for look in 1 2 3 last; do
  read_proxies
  later=
  for name in $names; do
    link=$NET/$name
    if read_lease "$name" || [ "$look" = last ]; then show; else later="$later $name"; fi
  done
  names=$later
  [ -n "$names" ] || break
  nap
done
echo end
