#!/bin/sh
# The KRM function in its runtime. The JVM's own words go to standard error: standard output is the
# list. A cache that is missing, damaged or of another runtime is not used, which only takes longer.
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
  esac
done
bin=${self%/*}
exec "$bin/java" -Xlog:disable -Xlog:all=warning:stderr -XX:AOTCache="$bin/../lib/leasehold-fn.aot" \
  -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
  -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining \
  -XX:Tier3BackEdgeThreshold=4000 -XX:PretenureSizeThreshold=1m \
  -m dev.leasehold.krm.function/dev.leasehold.fn.Main "$@"
