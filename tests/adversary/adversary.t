#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Can a hostile normal world break the TEE? See README.md. Prints TAP.

Environment: REQUESTS (100000), SEED (1), CPUS ("1 4"), FIRST batch (0),
SECONDS a machine may take (400), CPU model (cortex-a57), KEEP=n shows n lines
of the secure log, QEMU_OPTIONS.
"""
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "image"))
sys.dont_write_bytecode = True

import machine  # noqa: E402

BUILD = machine.BUILD
RAM_MIB = 512
MAGIC = 0x76644143
# In the order of enum ta. A built-in one is not delivered.
TAS = [
    ("7011a688-ddde-4053-a5a9-7b3c4ddf13b8", None),
    ("335e517c-9073-4cb8-87a2-126dcc7acebe", "ta"),
    ("4fa94ce7-eb92-482a-9a6b-6626597be57b", "tests/guest/ta"),
    ("a6e0b068-5033-40ed-ac9c-e9d7a30eea03", "tests/guest/ta"),
    ("7e41caf0-a490-4394-8107-a287a681eaa1", "tests/guest/ta"),
    ("a6e0b068-5033-40ed-ac9c-e9d7a30eea00", "tests/guest/ta"),
    ("6967f67b-c1af-4ce1-806f-73ec006d998d", None),
]
# Nothing that a normal world does may lead to these.
FATAL = re.compile(r"PANIC|monitor: stopped|"
                   r"(gateway|tamgr|crypto)\S* (died|exited|killed)|"
                   r"process (gateway|tamgr|crypto)")


def setting(name, default):
    return int(os.environ.get(name, default), 0)


def settings(cpus):
    """struct settings, with the images behind it."""
    base = machine.RAMDISK_LOAD
    head = struct.pack("<IIQQQQ", MAGIC, cpus, setting("SEED", "1"),
                       setting("REQUESTS", "100000"), setting("FIRST", "0"),
                       len(TAS))
    at = (len(head) + 32 * len(TAS) + 4095) & ~4095
    rows, images = b"", b""
    for name, folder in TAS:
        image = b""
        if folder:
            with open(os.path.join(BUILD, folder, name + ".ta"), "rb") as file:
                image = file.read()
        words = struct.unpack("<QQ", uuid.UUID(name).bytes)
        rows += struct.pack("<QQQQ", *words, base + at + len(images),
                            len(image))
        images += image.ljust((len(image) + 15) & ~15, b"\0")
    return (head + rows).ljust(at, b"\0") + images


def boot(folder, cpus, cpu):
    """Passes the payload's lines on as they come; returns the secure log."""
    paths = {name: os.path.join(folder, name)
             for name in ("flash", "fit", "fdt", "settings", "secure")}
    with open(paths["settings"], "wb") as file:
        file.write(settings(cpus))
    machine.write_flash(paths["flash"], True)
    base = machine.machine_dts(cpu, cpus, RAM_MIB, paths["flash"])
    machine.write_device_tree(paths["fdt"], base, cpus, 0, True)
    machine.write_fit(paths["fit"], os.path.join(BUILD, "tee.bin"),
                      paths["fdt"],
                      os.path.join(BUILD, "tests/adversary/payload.bin"),
                      paths["settings"])
    command = [
        "qemu-system-aarch64", *machine.machine_options(cpu, cpus, RAM_MIB),
        *machine.flash_options(paths["flash"]), "-no-reboot", "-device",
        f"loader,file={paths['fit']},addr={machine.FIT_ADDRESS:#x},"
        "force-raw=on",
        "-serial", "stdio", "-monitor", "none",
        "-serial", f"file:{paths['secure']}",
        *os.environ.get("QEMU_OPTIONS", "").split()]
    qemu = subprocess.Popen(["timeout", str(setting("SECONDS", "400")),
                             *command], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, text=True,
                            errors="replace")
    yield from (line.rstrip() for line in qemu.stdout)
    yield qemu.wait()
    with open(paths["secure"], errors="replace") as file:
        yield file.read().splitlines()


class Tap:
    """Collects the lines of several runs under one numbering."""

    def __init__(self):
        self.count = self.failed = 0

    def result(self, ok, text):
        self.count += 1
        self.failed += not ok
        print(f"{'' if ok else 'not '}ok {self.count} - {text}", flush=True)

    def run(self, folder, cpus, cpu):
        start = time.monotonic()
        ran = planned = 0
        name = f"{cpus} CPU{'s' if cpus > 1 else ''}"
        lines = boot(folder, cpus, cpu)
        for line in lines:
            if not isinstance(line, str):
                status = line
                break
            if line.startswith(("ok ", "not ok ")):
                ran += 1
                self.result(line.startswith("ok "),
                            f"{name}: {line.partition(' - ')[2]}")
            elif line.startswith("1.."):
                planned = int(line[3:])
            else:
                print(line, flush=True)
        secure = next(lines)
        seconds = time.monotonic() - start
        self.result(ran == planned > 0 and status == 0,
                    f"{name}: it came to its end")
        self.judge_log(name, secure)
        print(f"# {name}: {seconds:.1f} s", flush=True)

    def judge_log(self, name, lines):
        bad = [line for line in lines if FATAL.search(line)]
        self.result(not bad and any("Cella is ready" in l for l in lines),
                    f"{name}: neither kernel nor service has died")
        complaints = [line for line in lines
                      if re.search(r"gateway: .* \(\d+\)$", line)]
        self.result(0 < len(complaints) < 12 * 32,
                    f"{name}: floods are counted in the log, not written out")
        print(f"# {name}: {len(lines)} lines of secure log, "
              f"{len(complaints)} about the normal world's requests")
        if self.failed or os.environ.get("KEEP"):
            for line in lines[-int(os.environ.get("KEEP", 60)):]:
                print(f"# secure: {line}")


def main():
    tap = Tap()
    for cpus in os.environ.get("CPUS", "1 4").split():
        with tempfile.TemporaryDirectory() as folder:
            tap.run(folder, int(cpus), os.environ.get("CPU", "cortex-a57"))
    print(f"1..{tap.count}")
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
