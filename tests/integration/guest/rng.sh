#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Linux's optee-rng driver on the random number TA: it is bound at boot, and
# again after the TA was ended.
. "$(dirname "$0")/lib.sh"
cd /tmp || exit 2

uuid=ab7a617c-b8e7-4d8f-8301-d09b61036b64
device=optee-ta-$uuid
driver=/sys/bus/tee/drivers/optee-rng

bytes() { # bytes FILE: 4 KiB of the device, no less
    timeout 20 head -c 4096 /dev/hwrng >"$1" 2>/dev/null &&
        [ "$(wc -c <"$1")" = 4096 ]
}

# Of 4096 random bytes about 1/256^4096 have fewer than 200 values: compression
# finds nothing either.
is_random() {
    [ "$(gzip -c "$1" | wc -c)" -ge 4096 ] &&
        [ "$(xxd -p -c 1 "$1" | sort -u | wc -l)" -ge 240 ]
}

differ() {
    ! cmp -s "$1" "$2"
}

check 'the tee bus has the device' [ -e /sys/bus/tee/devices/$device ]
check 'the driver is bound' [ -e $driver/$device ]
check 'it is the current source' \
    [ "$(cat /sys/class/misc/hw_random/rng_current)" = optee-rng ]
check '/dev/hwrng gives 4 KiB' bytes one
check 'which are random' is_random one
check 'and again' bytes two
check 'which are random' is_random two
check 'and others' differ one two

expect 'the TA can be ended' 0 cella kill $uuid
check 'then the device gives nothing, and says so' \
    sh -c '! timeout 20 head -c 16 /dev/hwrng >/dev/null 2>&1'
echo $device >$driver/unbind
echo $device >$driver/bind
check 'bound anew, it gives 4 KiB' bytes three
check 'which are random' is_random three
check 'and others' differ two three

# The parameters that the driver does not use.
cat >rng.probe <<'END'
open a ab7a617c-b8e7-4d8f-8301-d09b61036b64 => SUCCESS
invoke a 1 vo => SUCCESS p0=1048576,1024
invoke a 1 => BAD_PARAMETERS from TA
invoke a 0 to:16 => BAD_PARAMETERS from TA
invoke a 0 nx => BAD_PARAMETERS from TA
invoke a 0 tx:00 => SUCCESS p0=1:??
invoke a 0 px:0000000000000000 => SUCCESS p0=8:????????????????
invoke a 2 => NOT_IMPLEMENTED from TA
END
tee-probe rng.probe
