#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Who is left with sockets open: after a session that ends, a TA that dies or is
# ended, a client that is killed. /tmp/open has how many connections there are.
. /t/lib.sh
uuid=5d0c1f7e-1c5b-4c0a-9a53-6be2f0b7a10c
open="open a $uuid => SUCCESS"
connect='invoke a 0 v:7000,0 ti:"127.0.0.1" vo => SUCCESS *'
wait_for_ever='invoke a 3 v:0,-1 to:4 => TARGET_DEAD from TEE'

# is_open N: within 20 seconds, N connections are open.
is_open() {
    tries=0
    while [ "$(cat /tmp/open)" != "$1" ]; do
        tries=$((tries + 1))
        if [ $tries = 100 ]; then
            echo "# $(cat /tmp/open) connections are open"
            return 1
        fi
        sleep 0.2
    done
}

socket-server /tmp/open &
while [ ! -e /tmp/open ]; do sleep 0.1; done
tee-probe /t/socket.probe
check 'no connection is left' is_open 0

{
    echo "$open"
    for slot in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 \
        24 25 26 27 28 29 30 31; do
        echo "invoke a 0 v:7000,0 ti:\"127.0.0.1\" vo => SUCCESS p2=$slot,0"
    done
    echo 'invoke a 0 v:7000,0 ti:"127.0.0.1" vo => 0xf1007004 from TA'
    echo 'invoke a 1 v:7,0 => SUCCESS'
    echo 'invoke a 0 v:7000,0 ti:"127.0.0.1" vo => SUCCESS p2=7,0'
    echo 'invoke a 3 v:31,200 to:1 => 0xf1007003 from TA'
} >/tmp/many.probe
tee-probe /tmp/many.probe
check 'the end of a session closes 32 sockets' is_open 0

printf '%s\n' "$open" "$connect" "$wait_for_ever" >/tmp/wait.probe
tee-probe /tmp/wait.probe &
waiting=$!
check 'a TA waits for ever' is_open 1
sleep 1
check 'it is ended' cella kill $uuid
wait $waiting
check 'its socket is closed' is_open 0

# One client waits; others are served meanwhile, as many as there are.
tee-probe /tmp/wait.probe >/dev/null &
waiting=$!
check 'another waits for ever' is_open 1
sleep 1
printf '%s\n' "$open" "$connect" \
    'invoke a 6 v:0,100000 vo => SUCCESS p1=100000,0' >/tmp/other.probe
for _ in 1 2 3 4 5 6 7 8; do
    tee-probe /tmp/other.probe &
    others="$others $!"
done
# shellcheck disable=SC2086
check 'eight work meanwhile' wait $others
kill -9 $waiting
wait $waiting 2>/dev/null
check 'the client is killed: its TA ends, its socket is closed' is_open 0
# The driver refuses the answer, after which Debian's supplicant serves no more,
# and ends sooner or later.
. /etc/cella/settings
case $supplicant in
*/tee-supplicant*)
    killall -q tee-supplicant
    while pidof tee-supplicant >/dev/null; do sleep 0.1; done
    $supplicant
    ;;
esac
tee-probe /tmp/other.probe
check 'nothing is left' is_open 0
