#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The demonstration, inside the guest: every file of /data through the store
# over each kind of shared memory, and SHA-256 decides whether what came back
# is what went in.   usage: guest.sh UNIT
set -eu
out=/tmp/kv-demo

cd /data
find . -type f -exec sha256sum {} + >/tmp/kv-demo.sha256
files=$(wc -l </tmp/kv-demo.sha256)
kv-demo "$1" . $out

status=0
for kind in normal whole partial temporary; do
    cd $out/$kind
    if sha256sum -c -s /tmp/kv-demo.sha256 &&
        [ "$(find . -type f | wc -l)" = "$files" ]; then
        verdict='all SHA-256 match'
    else
        verdict='SHA-256 DIFFER'
        sha256sum -c /tmp/kv-demo.sha256 2>&1 | grep -v ': OK$' || true
        status=1
    fi
    printf '%-10s %s files back: %s\n' $kind "$files" "$verdict"
done
rm -rf $out
exit $status
