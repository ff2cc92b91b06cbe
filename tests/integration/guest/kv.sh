#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# kv as a user meets it: exit status, pipes, binary values and keys, a full
# store, and the store that outlives its clients.
. "$(dirname "$0")/lib.sh"
cd /tmp || exit 2

same() {
    cmp -s "$1" "$2"
}

expect 'a new store is empty' 0 kv count
check 'count says 0' [ "$(cat out)" = 0 ]
expect 'list of an empty store' 0 kv list
check 'list prints nothing' [ ! -s out ]
expect 'get of a missing key' 1 kv get nothing
check 'the error is in words' grep -q 'no such key' err
expect 'del of a missing key' 1 kv del nothing

head -c 100000 /dev/urandom >random
for kind in whole partial temp; do
    expect "put from a file, $kind" 0 kv --shm $kind put "key $kind" random
    expect "get to standard output, $kind" 0 kv --shm $kind get "key $kind"
    check 'the value is what was put' same out random
    rm -f file
    expect "get to a file, $kind" 0 kv get --shm $kind "key $kind" file
    check 'the value is what was put' same file random
done
expect 'three processes later, three keys are there' 0 kv count
check 'count says 3' [ "$(cat out)" = 3 ]
kv list | sort >out
printf 'key partial\nkey temp\nkey whole\n' >want
check 'list prints the keys' same out want
kv get 'key whole' | head -c 10 >out
head -c 10 random >want
check 'a pipe that closes early' same out want
echo overwritten | kv put 'key temp'
check 'put replaces' [ "$(kv get 'key temp')" = overwritten ]
: | kv put empty
expect 'an empty value' 0 kv get empty
check 'is empty' [ ! -s out ]

expect 'a key in hexadecimal' 0 sh -c 'echo v | kv --hex put 00ff0a5c'
check 'list --hex prints it' [ "$(kv --hex list | grep ^00ff)" = 00ff0a5c ]
check 'list prints it escaped' [ "$(kv list | grep 'x00')" = '\x00\xff\x0a\x5c' ]
expect 'del in hexadecimal' 0 kv --hex del 00ff0a5c
long=$(head -c 255 /dev/zero | tr '\0' k)
expect 'a key of 255 bytes' 0 kv put "$long" random
expect 'a key of 256 bytes' 2 kv put "${long}k" random
expect 'an empty key' 2 kv put '' random
expect 'no command' 2 kv
expect 'no such command' 2 kv frobnicate
expect 'no key' 2 kv get
expect 'too many operands' 2 kv del a b
expect 'no such kind of memory' 2 kv --shm big list
expect 'help' 0 kv --help
check 'help explains' grep -q 'Exit status' out
expect 'version' 0 kv --version
expect 'no such file' 6 kv put x /nonexistent
expect 'missing keys do not truncate files' 1 kv get nothing want
check 'the file is untouched' [ -s want ]
for key in 'key whole' 'key partial' 'key temp' empty "$long"; do
    kv del "$key"
done
check 'all deleted' [ "$(kv count)" = 0 ]

worker() { # worker N: puts and gets its own key, over and over
    i=0
    while [ $i -lt 15 ]; do
        head -c $((5000 * $1 + i)) random >in.$1
        kv put "worker $1" in.$1 && kv get "worker $1" out.$1 &&
            cmp -s in.$1 out.$1 || return 1
        i=$((i + 1))
    done
    kv del "worker $1"
}
pids=
for n in 1 2 3 4; do
    worker $n &
    pids="$pids $!"
done
for pid in $pids; do
    check 'a client among four at once' wait $pid
done
check 'all deleted' [ "$(kv count)" = 0 ]

head -c 1048576 /dev/urandom >mebibyte
expect 'a value of 1 MiB' 0 kv put big mebibyte
kv get big >out
check 'comes back' same out mebibyte
cat mebibyte random >larger
expect 'a value above 1 MiB' 5 kv put bigger larger
n=0
while kv put "fill $n" mebibyte 2>err; do
    n=$((n + 1))
done
expect 'the store is full' 4 kv put "fill $n" mebibyte
check 'in words' grep -q 'store is full' err
check 'after more than 2 MiB' [ $n -ge 2 ]
check 'it has lost no key' [ "$(kv count)" = $((n + 1)) ]
kv get "fill $((n - 1))" >out
check 'nor a value' same out mebibyte
expect 'replacing a value that does not fit' 4 kv put big mebibyte
kv get big >out
check 'leaves the old one' same out mebibyte
expect 'deleting makes room' 0 kv del 'fill 0'
expect 'for another' 0 kv put again mebibyte
for key in $(kv --hex list); do
    kv --hex del "$key"
done
check 'all deleted' [ "$(kv count)" = 0 ]
