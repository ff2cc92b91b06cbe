#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# /etc/cella/arguments: SEED SECONDS CALLS.
#
# A first round of calls brings what stays: memory of the crypto service, the
# TA that counts, and the pages in which Linux' driver passes messages. It keeps
# those for ever, and with each the client that first needed it: were that one
# killed later on, its sessions would stay open until the driver is unloaded.
cd "$(dirname "$0")" || exit 2
. ./lib.sh
read -r seed seconds calls </etc/cella/arguments

held() { cella stats --raw --held; }

# unchanged TEXT: what the TEE holds is what it held at the last `held`.
unchanged() {
    held >/tmp/after
    if cmp -s /tmp/before /tmp/after; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        diff /tmp/before /tmp/after | grep '^[-+][a-z]' | sed 's/^/# /'
    fi
}

held >/dev/null
stress calls 96 1920 "$seed" | grep -v ^ok
held >/tmp/before
stress calls 32 "$calls" "$seed"
unchanged "after $calls calls the TEE holds what it held"
stress chaos "$seed" "$seconds"
unchanged "after $seconds s of chaos the TEE holds what it held"
cella stats
