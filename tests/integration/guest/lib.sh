# SPDX-License-Identifier: BSD-2-Clause
# Test functions of the guest's scripts. A check prints one TAP line without a
# number; tests/integration/suite.py counts them.

# check TEXT COMMAND...: COMMAND succeeds.
check() {
    text=$1
    shift
    if "$@"; then echo "ok - $text"; else echo "not ok - $text"; fi
}

# expect TEXT STATUS COMMAND...: COMMAND ends with STATUS; its output is kept in
# /tmp/out and /tmp/err.
expect() {
    text=$1
    want=$2
    shift 2
    got=0
    "$@" >/tmp/out 2>/tmp/err || got=$?
    if [ $got = "$want" ]; then
        echo "ok - $text"
    else
        echo "not ok - $text"
        echo "# status $got, not $want: $(head -c 300 /tmp/err)"
    fi
}
