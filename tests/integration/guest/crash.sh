#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every way to die in ta/crash: the TA's client is told, nobody else notices.
# A witness, open in the same process, counts its calls meanwhile. The last
# rows need a CPU that has branch targets and pointer authentication.
cd "$(dirname "$0")" || exit 2
cat >/tmp/crash.rows <<END
1 . reads NULL
16 . writes NULL
2 . executes its data
17 . executes its stack
13 wx:0000000000000000 executes memory of the normal world
3 . overflows its stack
14 . overruns a buffer on its stack
4 . writes to its code
12 . writes to a constant
8 . reads an address of the kernel
15 . jumps to an unmapped address
9 . reads a system register
10 . executes an undefined instruction
11 . makes a kernel call that does not exist
5 . panics
END
if grep -qw bti /proc/cpuinfo && grep -qw paca /proc/cpuinfo; then
    echo '18 . calls code that is not marked as a branch target'
    echo '19 . changes a signed return address'
fi >>/tmp/crash.rows
{
    echo 'open w a6e0b068-5033-40ed-ac9c-e9d7a30eea00 => SUCCESS'
    calls=0
    while read -r number params what; do
        calls=$((calls + 1))
        [ "$params" = . ] && params=
        echo "open c 7e41caf0-a490-4394-8107-a287a681eaa1 => SUCCESS"
        echo "invoke c 0 => SUCCESS"
        echo "# $what"
        echo "invoke c $number $params => TARGET_DEAD from TEE"
        echo "invoke c 0 => TARGET_DEAD from TEE"
        echo "close c"
        echo "invoke w 1 vo vo => SUCCESS p0=$calls,$calls p1=1,1"
    done </tmp/crash.rows
    echo "open c 7e41caf0-a490-4394-8107-a287a681eaa1 => SUCCESS"
    echo "# loops until cancelled"
    echo "cancel 300 invoke c 6 => CANCEL from TA"
    echo "# sleeps until cancelled"
    echo "cancel 300 invoke c 7 => CANCEL from TA"
    echo "invoke c 0 => SUCCESS"
} >/tmp/crash.probe
tee-probe /tmp/crash.probe
