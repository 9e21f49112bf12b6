# Keeps one boot script, which holds all public addresses again after a reboot; or removes it. A file is
# written only when it changes: the flash memory of routers wears out.
#
# in    BOOT (the functions of the boot script; nothing: remove it)
# out   PLACE FILE changed|unchanged, with 'none -' when it is removed
need flock
lock boot
mark='# Made by Leasehold'
unifi=/data/on_boot.d/20-leasehold-wan.sh
openwrt=/etc/init.d/leasehold-wan
systemd=/usr/local/lib/leasehold/wan.sh
unit=leasehold-wan.service
unit_file=/etc/systemd/system/$unit
state=unchanged

if [ -z "$BOOT" ]; then
  place=none
elif [ -d /data/on_boot.d ]; then
  place=unifi
elif [ -e /etc/rc.common ]; then
  place=openwrt
elif [ -d /run/systemd/system ] && command -v systemctl >/dev/null; then
  place=systemd
else
  fail 3 "no place for a boot script: there is no /data/on_boot.d, no /etc/rc.common and no systemd; with persist: Off it needs none"
fi

made_here() { grep -q "^$mark" "$1" 2>/dev/null; }

# put FILE MODE TEXT
put() {
  [ "$(cat "$1" 2>/dev/null)" != "$3" ] || return 0
  [ ! -e "$1" ] || made_here "$1" || fail 3 "$1 exists, and Leasehold did not make it"
  mkdir -p "${1%/*}" || fail 3 "cannot create ${1%/*}"
  # A boot after a power cut must not find half of it.
  if ! { printf '%s\n' "$3" >"$1.new" && chmod "$2" "$1.new" && sync && mv -f "$1.new" "$1"; }; then
    rm -f "$1.new"
    fail 3 "cannot write $1"
  fi
  state=changed
}

drop() {
  made_here "$1" || return 1
  rm -f "$1" || fail 3 "cannot remove $1"
  state=changed
}

head="$mark: it holds the public addresses again after a reboot.
# It is overwritten. With persist: Off for this router, it is removed."
if [ "$place" != unifi ]; then
  drop "$unifi"
fi
if [ "$place" != openwrt ] && made_here "$openwrt"; then
  "$openwrt" disable >&2
  drop "$openwrt"
fi
if [ "$place" != systemd ] && made_here "$unit_file"; then
  systemctl disable "$unit" >&2
  drop "$unit_file"
  systemctl daemon-reload >&2
fi
if [ "$place" != systemd ] && drop "$systemd"; then
  rmdir "${systemd%/*}" 2>/dev/null
fi

case $place in
  unifi)
    file=$unifi
    put "$file" 700 "#!/bin/sh
$head
LEASEHOLD_FILE=$file
$BOOT
leasehold_start"
    ;;
  openwrt)
    file=$openwrt
    put "$file" 700 "#!/bin/sh /etc/rc.common
$head
# shellcheck disable=SC2034 # for rc.common
START=99
LEASEHOLD_FILE=$file
$BOOT
start() { leasehold_start; }"
    if ! "$file" enabled; then
      "$file" enable >&2 || fail 3 "cannot enable $file"
      state=changed
    fi
    ;;
  systemd)
    file=$systemd
    put "$file" 700 "#!/bin/sh
$head
LEASEHOLD_FILE=$file
$BOOT
leasehold_start"
    before=$state
    state=unchanged
    # The DHCP clients go on when the unit stops.
    put "$unit_file" 644 "$head
[Unit]
Description=Public addresses of Leasehold
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
KillMode=process
ExecStart=/bin/sh $file

[Install]
WantedBy=multi-user.target"
    [ "$state" = unchanged ] || systemctl daemon-reload >&2
    if ! systemctl is-enabled --quiet "$unit"; then
      systemctl enable "$unit" >&2 || fail 3 "cannot enable $unit"
      state=changed
    fi
    [ "$before" = unchanged ] || state=changed
    ;;
  *) file=- ;;
esac
echo "$place $file $state"
