#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""tools/fetch, tools/image and tools/test-runner: the parts without I/O.
Prints TAP."""
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import tempfile

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                     "tools")
sys.dont_write_bytecode = True


def load(name):
    path = os.path.join(TOOLS, name)
    loader = importlib.machinery.SourceFileLoader(
        os.path.basename(name).replace(".py", ""), path)
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


fetch = load("fetch")
cpio = load("image/cpio.py")


def equal(have, want):
    assert have == want, f"{have!r} is not {want!r}"


def test_upstream_version():
    for version, upstream in (("3.5.7-1~deb13u2", "3.5.7"),
                              ("1:1.37.0-6+b9", "1.37.0"),
                              ("2:6.3.0+dfsg-3", "6.3.0+dfsg"),
                              ("1.0-rc1-2", "1.0-rc1"), ("7", "7")):
        equal(fetch.upstream_version(version), upstream)


def test_newest_first():
    versions = ["1.9-1", "1.10-1", "1.10~rc1-1", "0.99-7"]
    equal([s["Version"] for s in
           fetch.newest_first({"Version": v} for v in versions)],
          ["1.10-1", "1.10~rc1-1", "1.9-1", "0.99-7"])


class Mirror:
    """Has some files; what was asked for is in `asked`."""

    def __init__(self, *have):
        self.have, self.asked = have, []

    def download(self, uri, name, sha256):
        self.asked.append(name)
        if name not in self.have:
            raise fetch.FetchError(f"no {name}")


def answers(*names):
    return [{"files": [{"uri": "", "name": n, "sha256": ""}]} for n in names]


def test_download_one_of():
    lags = Mirror("old", "older")
    equal(fetch.download_one_of(lags, answers("new", "old", "older")),
          answers("old")[0])
    equal(lags.asked, ["new", "old"])
    try:
        fetch.download_one_of(Mirror(), answers("new", "old"))
    except fetch.FetchError as error:
        equal(str(error), "no old")
    else:
        raise AssertionError("nothing was found, and nothing said")


def test_mirror_settings():
    text = """Types: deb
# a comment
URIs: http://one.example/debian http://two.example/debian
Suites: bookworm bookworm-updates
Components: main

Enabled: no
Types: deb
URIs: http://three.example/
Suites: bookworm
"""
    equal(list(fetch.deb822_sources(text)),
          [(f"http://{n}.example/debian", s) for n in ("one", "two")
           for s in ("bookworm", "bookworm-updates")])
    equal(list(fetch.one_line_sources(
        "# deb http://no.example x main\n"
        "deb-src http://no.example bookworm main\n"
        "deb [signed-by=/k arch=amd64] http://a.example bookworm main\n"
        "deb http://b.example sid main\n")),
        [("http://a.example", "bookworm"), ("http://b.example", "sid")])


def test_stanzas():
    equal(list(fetch.stanzas("A: 1\nB:\n x 1\n y 2\n\nA: 2\n")),
          [{"A": "1", "B": "\nx 1\ny 2"}, {"A": "2"}])


def listing(data):
    """What cpio, not our code, sees in the archive."""
    out = subprocess.run(["cpio", "-itv", "--quiet"], input=data, check=True,
                         capture_output=True, env={"LC_ALL": "C"}).stdout
    return [line.split() for line in out.decode().splitlines()]


def test_archive():
    archive = cpio.Archive()
    archive.add_bytes("/lib/a/file", b"first")
    archive.add_bytes("usr/lib/a/../a/file", b"second!", 0o755)
    archive.add_link("bin/sh", "busybox")
    entries = {line[8]: line for line in listing(archive.to_bytes())}
    equal(sorted(entries), ["usr", "usr/bin", "usr/bin/sh", "usr/lib",
                            "usr/lib/a", "usr/lib/a/file"])
    file = entries["usr/lib/a/file"]
    equal((file[0], file[2], file[3], file[4]), ("-rwxr-xr-x", "root", "root",
                                                 "7"))
    equal(entries["usr/bin/sh"][0][0], "l")


def test_archive_is_repeatable():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("b", "a"):
            with open(os.path.join(folder, name), "w") as file:
                file.write(name)
        first, second = cpio.Archive(), cpio.Archive()
        first.add_file("opt", folder)
        os.utime(os.path.join(folder, "a"), (1, 1))
        second.add_file("opt", folder)
        equal(first.to_bytes(), second.to_bytes())


def run_tests(*scripts, limit="60"):
    """The runner's last line for test programs of these shell scripts."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, script in enumerate(scripts):
            paths.append(os.path.join(folder, str(number)))
            with open(paths[-1], "w") as file:
                file.write(f"#!/bin/sh\n{script}\n")
            os.chmod(paths[-1], 0o755)
        result = subprocess.run(
            [os.path.join(TOOLS, "test-runner"), "--unit-seconds", limit,
             "--unit", *paths], capture_output=True, text=True)
        return result.returncode, result.stdout.splitlines()[-1]


def test_runner_counts():
    equal(run_tests("echo ok 1; echo ok 2; echo 1..2", "echo ok 1"),
          (0, "3 passed, 0 failed"))
    equal(run_tests("echo ok 1; echo not ok 2; exit 1"),
          (1, "1 passed, 1 failed"))
    equal(run_tests("echo ok 1; echo 'ok 2 # SKIP no reason'"),
          (0, "1 passed, 0 failed"))


def test_runner_loses_nothing():
    equal(run_tests(), (1, "0 passed, 0 failed"))
    equal(run_tests("echo hello"), (1, "0 passed, 1 failed"))
    equal(run_tests("echo 1..3; echo ok 1"), (1, "1 passed, 1 failed"))
    equal(run_tests("echo ok 1; exit 3"), (1, "1 passed, 1 failed"))
    equal(run_tests("echo ok 1; kill -SEGV $$"), (1, "1 passed, 1 failed"))
    equal(run_tests("echo ok 1; sleep 60", limit="1"),
          (1, "1 passed, 1 failed"))


def main():
    tests = sorted(n for n in globals() if n.startswith("test_"))
    print(f"1..{len(tests)}")
    failed = 0
    for number, name in enumerate(tests, 1):
        try:
            globals()[name]()
            print(f"ok {number} - {name}")
        except AssertionError as error:
            failed = 1
            print(f"not ok {number} - {name}\n# {error}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
