# Runs a command of the configuration, and ends it when it takes too long: nobody else would, once the
# connection is closed.
#
# in    COMMAND WAN_PARENT WAN_IF WAN_MAC COMMAND_WAIT (seconds)
# out   what the command prints
PATH=$PATH:/usr/sbin:/sbin
export PATH WAN_PARENT WAN_IF WAN_MAC
sh -c "$COMMAND" </dev/null &
child=$!
(
  trap 'kill "$clock" 2>/dev/null; exit' TERM
  sleep "$COMMAND_WAIT" &
  clock=$!
  wait "$clock"
  # Its own children first, which would keep the output open.
  for signal in TERM KILL; do
    pkill -"$signal" -P "$child"
    kill -s "$signal" "$child"
    sleep 1
  done
) >/dev/null 2>&1 &
watchdog=$!
wait "$child"
code=$?
kill "$watchdog" 2>/dev/null
exit "$code"
