#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""tools/pack: what it lays out is what abi/bundle.h says, and each thing it
must refuse is refused with words that name it. Prints TAP."""
import importlib.machinery
import importlib.util
import os
import re
import struct
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def load():
    sys.dont_write_bytecode = True
    path = os.path.join(ROOT, "tools", "pack")
    loader = importlib.machinery.SourceFileLoader("pack", path)
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("pack", loader))
    loader.exec_module(module)
    return module


pack = load()
VA = pack.SERVICE_VA


def elf(segments, entry=VA, machine=183, kind=2):
    """segments: (va, data, memsz, elf flags[, type])"""
    offset = 4096
    headers, body = b"", b""
    for va, data, memsz, flags, *type_ in segments:
        headers += struct.pack("<IIQQQQQQ", type_[0] if type_ else 1, flags,
                               offset + len(body), va, va, len(data), memsz,
                               4096)
        body += data
    head = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", kind, machine, 1, entry, 64, 0, 0, 64, 56,
        len(segments), 0, 0, 0)
    return (head + headers).ljust(offset, b"\0") + body


GOOD = [(VA, b"code" * 100, 400, 5), (VA + 4096, b"ro", 2, 4),
        (VA + 8192, b"data", 9000, 6)]


def service(slot, **changes):
    row = {"slot": slot, "rights": [], "may_call": [], "stack": 16,
           "quota": 128}
    row.update(changes)
    return row


def make(services, elves=None, tas=(), ta=None):
    manifest = {"service": services}
    if ta:
        manifest["ta"] = ta
    return pack.bundle_make(manifest,
                            lambda name: (elves or {}).get(name, elf(GOOD)),
                            list(tas))


def refused(words, *arguments, **named):
    try:
        make(*arguments, **named)
    except pack.PackError as error:
        assert re.search(words, str(error)), f"{error!r} does not say {words}"
        return
    raise AssertionError(f"accepted, though: {words}")


def constant(header, name):
    with open(os.path.join(ROOT, "abi", header), encoding="ascii") as file:
        found = re.search(rf"\b{name}\s*=?\s+(0x[0-9a-f]+|1 << \d+|\d+)",
                          file.read())
    return eval(found.group(1))  # a number or `1 << n`, see above


def test_constants_are_those_of_the_headers():
    for name in ("BUNDLE_MAGIC", "BUNDLE_VERSION", "BUNDLE_SEGMENTS",
                 "BUNDLE_TA_VA", "BUNDLE_DEVICE_VA", "BUNDLE_DEVICE_PAGES",
                 "SERVICE_VA", "SERVICE_STACK_TOP"):
        assert getattr(pack, name) == constant("bundle.h", name), name
    for name in ("SERVICE_LIMIT", "PROCESS_NAME_MAX"):
        assert getattr(pack, name) == constant("kernel.h", name), name
    for name, bit in pack.RIGHTS.items():
        assert bit == constant("kernel.h", "KRIGHT_" + name.upper()), name
    assert pack.SERVICE.size + 4 * pack.SEGMENT.size == 160
    assert pack.HEADER.size == 32


def test_layout():
    data = make({"b": service(2, rights=["loop", "seed"], may_call=["a"]),
                 "a": service(1, stack=8, device=[0x9000, 3])}, tas=[b"first", b"second" * 3])
    (magic, version, services, size, ta_offset, ta_size,
     _) = pack.HEADER.unpack_from(data)
    assert (magic, version, services) == (pack.BUNDLE_MAGIC, 2, 2)
    assert size == len(data) and size % 4096 == 0
    (name, slot, rights, may, entry, stack, quota, segments,
     *device) = pack.SERVICE.unpack_from(data, 32)
    assert (name.rstrip(b"\0"), slot, stack, quota) == (b"a", 1, 2, 32)
    assert device == [3, 0x9000]
    (name, slot, rights, may, entry, stack, quota, segments,
     *device) = pack.SERVICE.unpack_from(data, 32 + 160)
    assert (name.rstrip(b"\0"), slot, stack, quota) == (b"b", 2, 4, 32)
    assert (rights, may, entry, segments) == (1 | 8, 1 << 1, VA, 3)
    assert device == [0, 0]
    for i, (va, content, memsz, flags) in enumerate(GOOD):
        got = pack.SEGMENT.unpack_from(data, 32 + 160 + 64 + 24 * i)
        want = {5: 5, 4: 1, 6: 3}[flags]
        assert got[0] == va and got[2:] == (len(content), memsz, want)
        assert got[1] % 4096 == 0
        assert data[got[1]:got[1] + got[2]] == content
    assert ta_offset % 4096 == 0
    tas = data[ta_offset:ta_offset + ta_size]
    assert struct.unpack_from("<I", tas)[0] == 5 and tas[16:21] == b"first"
    assert struct.unpack_from("<I", tas, 32)[0] == 18
    assert tas[48:66] == b"second" * 3 and ta_size == 80


def test_without_tas():
    data = make({"a": service(1)})
    assert pack.HEADER.unpack_from(data)[4] <= len(data)
    assert pack.HEADER.unpack_from(data)[5] == 0


def test_files():
    with tempfile.TemporaryDirectory() as d:
        def path(name, data=None):
            name = os.path.join(d, name)
            if data is not None:
                pack.file_write(name, data)
            return name
        path("a.elf", elf(GOOD))
        pack.main([path("m", b'[service.a]\nslot=1\nrights=[]\nmay_call=[]\n'
                             b'stack=16\nquota=128\n'),
                   path("kernel.bin", b"kernel"), d, path("tee.bin"),
                   path("bundle.bin")])
        tee, bundle = (pack.file_read(path(n)) for n in ("tee.bin",
                                                         "bundle.bin"))
        assert tee == b"kernel".ljust(4096, b"\0") + bundle


def test_missing_elf_names_the_file():
    try:
        pack.main(["/nonexistent/m", "k", "s", "t", "b"])
    except SystemExit as error:
        assert "/nonexistent/m" in str(error)
        return
    raise AssertionError("no error")


def with_elf(words, segments, **elf_arguments):
    refused(words, {"a": service(1)}, {"a": elf(segments, **elf_arguments)})


def test_bad_elf():
    refused("a: not a .*ELF", {"a": service(1)}, {"a": b"text"})
    with_elf("not an AArch64", GOOD, machine=62)
    with_elf("fixed address", GOOD, kind=3)
    with_elf("dynamic", GOOD + [(VA, b"", 0, 4, 2)])
    refused("truncated", {"a": service(1)}, {"a": elf(GOOD)[:-5]})


def test_bad_segments():
    with_elf("does not start at 0x40000000", [(VA + 4096, b"x", 1, 5)])
    with_elf("does not start at 0x40000000", [])
    with_elf("writable and executable", [(VA, b"code", 4, 7)])
    with_elf("does not start at a page", [GOOD[0], (VA + 5000, b"", 1, 6)])
    with_elf("cannot be read", [GOOD[0], (VA + 4096, b"", 1, 2)])
    with_elf("overlaps", [GOOD[0], (VA + 4096, b"", 4097, 6),
                          (VA + 8192, b"", 1, 6)])
    with_elf("overlaps", [GOOD[0], (VA + 4096, b"", pack.SERVICE_STACK_TOP
                                    - VA - 4 * 4096, 6)])
    with_elf("more than 4", [(VA + 4096 * i, b"x", 1, 5) for i in range(5)])
    with_elf("not in executable", GOOD, entry=VA + 4096)


def test_quota():
    # 3 pages of data, 4 of stack, 2 leaf tables, 1 middle, 1 root
    make({"a": service(1, quota=11 * 4)})
    refused("a: quota is 40 KiB, but starting alone needs 44",
            {"a": service(1, quota=10 * 4)})
    # two tables more of a device, which is far from all else
    make({"a": service(1, quota=13 * 4, device=[4096, 512])})
    refused("a: quota is 48 KiB, but starting alone needs 52",
            {"a": service(1, quota=12 * 4, device=[4096, 512])})


def test_bad_manifest():
    refused("name is too long", {"a" * 16: service(1)})
    refused("slot must be", {"a": service(0)})
    refused("slot must be", {"a": service(8)})
    refused("slot is also a's", {"a": service(1), "b": service(1)})
    refused("unknown right root", {"a": service(1, rights=["root"])})
    refused("names ghost", {"a": service(1, may_call=["ghost"])})
    refused("names ghost", {"a": service(1)}, ta={"may_call": ["ghost"]})
    refused("missing or unknown: quotas", {"a": service(1, quotas=3)})
    refused("stack is no multiple", {"a": service(1, stack=3)})


def test_devices():
    for device in (3, [4096], [4096, 1, 1], ["4096", 1], [4096, 1.5]):
        refused("a: device is not", {"a": service(1, device=device)})
    for start in (4095, -4096, 1 << 48):
        refused("a: device does not start", {"a": service(1,
                                                          device=[start, 1])})
    for count in (0, -1, 513):
        refused("a: device must have", {"a": service(1, device=[0, count])})
    two = {"a": service(1, device=[0x2000, 2]),
           "b": service(2, device=[0x3000, 1])}
    refused("b: device is also a's", two)
    two["b"]["device"] = [0x1000, 2]
    refused("b: device is also a's", two)
    two["b"]["device"] = [0x4000, 1]
    make(two)


def test_cycles():
    refused("cycle.*a -> b -> a", {"a": service(1, may_call=["b"]),
                                   "b": service(2, may_call=["a"])})
    refused("cycle.*a -> a", {"a": service(1, may_call=["a"])})
    make({"a": service(1, may_call=["b"]),
          "b": service(2, may_call=["a"], rights=["loop"])})
    make({"a": service(1, may_call=["b", "c"]),
          "b": service(2, may_call=["c"]), "c": service(3)})


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
