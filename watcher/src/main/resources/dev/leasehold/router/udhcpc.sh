# The DHCP client. UniFi OS has its own udhcpc beside that of busybox.
find_udhcpc() {
  if [ -x /usr/bin/busybox-legacy/udhcpc ]; then
    echo /usr/bin/busybox-legacy/udhcpc
  elif command -v udhcpc >/dev/null; then
    echo udhcpc
  elif command -v busybox >/dev/null && busybox --list 2>/dev/null | grep -qx udhcpc; then
    echo 'busybox udhcpc'
  else
    return 1
  fi
}
