# Runs for each event of a DHCP client, with the event in $0 and the lease in the environment. Keeps
# the lease in a file and answers ARP for the address; never puts it on the interface, because its
# local route would win over the route to the cluster.
# shellcheck disable=SC2154 # udhcpc sets interface, ip, serverid, lease and router
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export PATH LC_ALL=C
file=$LEASEHOLD_RUN/$interface.lease

# All proxy entries of the interface but the one that is named.
drop_others() {
  ip neigh show proxy dev "$interface" | while read -r address _; do
    [ "$address" = "$1" ] || ip neigh del proxy "$address" dev "$interface"
  done
}

case ${0##*/} in
  deconfig)
    ip link set dev "$interface" up
    drop_others none
    rm -f "$file"
    ;;
  bound | renew)
    ip neigh replace proxy "$ip" dev "$interface"
    drop_others "$ip"
    read -r up _ </proc/uptime
    gateway=${router:--}
    echo "$ip ${serverid:--} ${lease:--} ${up%%.*} ${gateway%% *}" >"$file.new" && mv "$file.new" "$file"
    ;;
esac
