#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""tools/boot: streams, exit status, refusals and kept state. Prints TAP."""
import hashlib
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
LIMIT = 120
points = []


def boot(*words, data=b""):
    return subprocess.run([os.path.join(ROOT, "tools", "boot"), *words],
                          input=data, capture_output=True, timeout=LIMIT)


def check(what, have, want):
    points.append(have == want)
    print(f"{'' if have == want else 'not '}ok {len(points)} - {what}")
    if have != want:
        print(f"# {have!r} is not {want!r}", flush=True)


def check_streams():
    data = os.urandom(3 << 20)
    run = boot("--", "sh", "-c", "tee /tmp/x; sha256sum </tmp/x >&2; exit 7",
               data=data)
    check("status", run.returncode, 7)
    check("3 MiB in and out unchanged", run.stdout == data, True)
    check("standard error apart", run.stderr.decode().split()[:1],
          [hashlib.sha256(data).hexdigest()])


def check_arguments():
    words = ["a b", "", "$HOME", "tab\there", "*"]
    run = boot("--", "printf", r"%s\n", *words)
    check("arguments unchanged", run.stdout.decode().split("\n")[:-1], words)
    run = boot("--", "no-such-command")
    check("no such command", run.returncode, 127)
    run = boot("--", "sh", "-c", "kill -KILL $$")
    check("killed by a signal", run.returncode, 128 + 9)
    run = boot(data=b"echo from a script; exit 3\n")
    check("a script on standard input", (run.returncode, run.stdout),
          (3, b"from a script\n"))


def check_ends():
    start = time.monotonic()
    run = boot("--timeout", "8", "--", "sleep", "1000")
    check("timed out", run.returncode, 124)
    check("in time", time.monotonic() - start < 12, True)
    run = boot("--", "sh", "-c", "echo c >/proc/sysrq-trigger; sleep 1000")
    check("a dead kernel", run.returncode, 125)
    check("its console is shown", b"sysrq triggered crash" in run.stderr, True)
    run = boot("--add", "/no/such/file:/x", "--", "true")
    check("nothing to add", (run.returncode, b"no /no/such/file" in
                             run.stderr), (125, True))
    run = boot("--mem", "300", "--", "true")
    check("too little memory", (run.returncode, b"--mem 300 is too little" in
                                run.stderr), (125, True))


def check_state():
    with tempfile.TemporaryDirectory() as state:
        boot("--state", state, "--", "sh", "-c", "echo kept >/var/lib/tee/a")
        run = boot("--state", state, "--", "cat", "/var/lib/tee/a")
        check("the TEE's files are kept", run.stdout, b"kept\n")
    run = boot("--", "cat", "/var/lib/tee/a")
    check("but not elsewhere", run.returncode, 1)


def check_icount():
    runs = [boot("--icount", "--", "sh", "-c", "nproc; cat /proc/uptime")
            for _ in range(2)]
    check("--icount has one CPU", runs[0].stdout.split()[:1], [b"1"])
    uptimes = [float(run.stdout.split()[1]) for run in runs]
    check("and boots in the same time", abs(uptimes[0] - uptimes[1]) < 0.1,
          True)


def main():
    for part in (check_streams, check_arguments, check_ends, check_state,
                 check_icount):
        part()
        sys.stdout.flush()
    print(f"1..{len(points)}")
    sys.exit(not all(points))


if __name__ == "__main__":
    main()
