#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# /etc/cella/arguments: the CPU on which the TA loops, and for how long
cd "$(dirname "$0")" || exit 2
. ./lib.sh
read -r cpu seconds </etc/cella/arguments
TA=d5dda6ff-7217-426d-b505-e7221a05cb00

expect "version" 0 cella version
expect "no such command" 2 cella nothing
expect "not a UUID" 2 cella kill 1234
expect "a TA that is not loaded" 1 cella kill $TA
check "a counter" grep -q '^processes [1-9]' <<END
$(cella stats --raw)
END
echo 'user::1000:1000::/:/bin/sh' >>/etc/passwd
chmod 666 /dev/tee0
expect "anyone may read the counters" 0 su user -c 'cella stats'
expect "only root may end a TA" 4 su user -c "cella kill $TA"
chmod 660 /dev/tee0

# More clients than calls fit into the TEE: one loops, others wait for it, the
# rest wait in Linux. Those who come in when it has ended loop again.
flood() {
    n=0
    while [ $n -lt 24 ]; do
        n=$((n + 1))
        stress loop "$cpu" >/dev/null 2>&1 &
    done
    sleep 2
    n=0
    while pidof stress >/dev/null && [ $n -lt 100 ]; do
        n=$((n + 1))
        cella kill $TA 2>/dev/null
        usleep 100000
    done
    check "root ends a TA that keeps all the TEE busy" [ $n -lt 100 ]
    wait
}

# The first flood leaves Linux the pages of messages that it keeps. With one
# CPU whoever ends the TA would wait for its turn behind all of them.
[ "$cpu" = 0 ] || flood
cella stats --raw --held >/tmp/before
[ "$cpu" = 0 ] || flood

# Linux' driver lets no signal through while the TA runs.
stress loop "$cpu" >/dev/null &
sleep 1
kill -9 $!
sleep 1
check "a client in a looping TA outlives SIGKILL" [ -d /proc/$! ]
expect "root ends the TA" 0 cella kill $TA
n=0
while [ -d /proc/$! ] && ! grep -sq '^State:.Z' /proc/$!/status && [ $n -lt 50 ]
do
    n=$((n + 1))
    usleep 20000
done
check "then the client ends, of SIGKILL" [ $n -lt 50 ]
status=0
wait $! || status=$?
check "status 137" [ $status = 137 ]

stress ticks "$cpu" "$seconds"
stress latency "$cpu" "$seconds"
cella stats --raw --held >/tmp/after
check "the TEE holds what it held" cmp /tmp/before /tmp/after
diff /tmp/before /tmp/after | sed 's/^/# /'
