#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Makes the part of the guest that every boot shares, once:
build/guest/Image (Debian's arm64 kernel) and build/guest/base.cpio (busybox,
the C library, the tee driver, /init and the agent).

usage: guest.py AGENT IMAGE BASE
"""
import glob
import lzma
import os
import shutil
import subprocess
import sys

from cpio import Archive

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
THIRD_PARTY = os.path.join(ROOT, "build", "third_party")
KERNEL = os.path.join(THIRD_PARTY, "linux")
USERLAND = os.path.join(THIRD_PARTY, "userland")
MODULES = ("tee/tee", "tee/optee/optee", "char/hw_random/optee-rng",
           "block/virtio_blk")
# Of a package the guest needs what runs, not what explains or translates.
UNWANTED = ("usr/share/doc", "usr/share/man", "usr/share/locale",
            "usr/share/info", "usr/share/lintian", "usr/share/bug",
            "usr/lib/systemd", "usr/lib/aarch64-linux-gnu/gconv",
            "usr/lib/locale", ".fetched")


def fetch_debs(dest, *packages, depends=True):
    flag = [] if depends else ["--no-depends"]
    subprocess.run([os.path.join(ROOT, "tools/fetch"), "deb", *flag, "arm64",
                    dest, *packages], check=True)


def add_packages(archive, tree, without=None):
    """Adds an unpacked package tree, except the unwanted folders and the
    files that the tree `without` has too."""
    def walk(path):
        if path in UNWANTED:
            return
        host = os.path.join(tree, path)
        is_folder = os.path.isdir(host) and not os.path.islink(host)
        if without and not is_folder and os.path.lexists(
                os.path.join(without, path)):
            return
        if is_folder:
            if path:
                archive.add_directory(path)
            for name in sorted(os.listdir(host)):
                walk(os.path.join(path, name))
        else:
            archive.add_file(path, host)
    walk("")


def add_modules(archive):
    (drivers,) = glob.glob(f"{KERNEL}/usr/lib/modules/*/kernel/drivers")
    for module in MODULES:
        with lzma.open(f"{drivers}/{module}.ko.xz") as file:
            archive.add_bytes(f"lib/modules/{os.path.basename(module)}.ko",
                              file.read())


def base_archive(agent):
    archive = Archive()
    for name in ("bin", "sbin", "lib"):
        archive.add_directory(f"usr/{name}")
        archive.add_link(name, f"usr/{name}")
    add_packages(archive, USERLAND)
    add_modules(archive)
    archive.add_link("bin/sh", "busybox")
    archive.add_bytes("etc/passwd", b"root::0:0:root:/root:/bin/sh\n")
    archive.add_bytes("etc/group", b"root:x:0:\n")
    archive.add_bytes("etc/hosts", b"127.0.0.1 localhost cella\n")
    archive.add_file("usr/lib/cella/agent", agent)
    archive.add_file("init", os.path.join(ROOT, "tools/image/init"))
    return archive


def write_file(path, data):
    with open(path + ".part", "wb") as file:
        file.write(data)
    os.replace(path + ".part", path)


def main():
    agent, image, base = sys.argv[1:]
    fetch_debs(KERNEL, "linux-image-6.*-cloud-arm64", depends=False)
    fetch_debs(USERLAND, "busybox-static", "libc6")
    (vmlinuz,) = glob.glob(f"{KERNEL}/boot/vmlinuz-*")
    shutil.copyfile(vmlinuz, image)
    write_file(base, base_archive(agent).to_bytes())


if __name__ == "__main__":
    main()
