#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""sdk/scripts: containers are laid out as abi/ta_image.h says and their
signatures are good to OpenSSL; each kind of damage is refused in words; the
key table has the keys' numbers. Prints TAP."""
import hashlib
import os
import re
import struct
import subprocess
import sys
import tempfile
import uuid

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), *[".."] * 3)
SCRIPTS = os.path.join(ROOT, "sdk", "scripts")
UUID = "8aaaf200-2450-11e4-abe2-0002a5d5c51b"
ELF = bytes(range(256)) * 17
RSA, ECDSA, ED25519 = "rsa", "ecdsa", "ed25519"
V1_5 = "TEE_ALG_RSASSA_PKCS1_V1_5_SHA256"
count = 0


def check(good, name):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}")


def run(*args):
    tool, *rest = args
    done = subprocess.run([sys.executable, os.path.join(SCRIPTS, tool), *rest],
                          capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def sign(*args):
    return run("sign_encrypt.py", *args)


def signed(key, out, *more):
    status, said = sign("--key", key + ".pem", "--uuid", UUID, "--ta-version",
                        "7", "--in", "elf", "--out", out, *more)
    assert status == 0, said
    return read(out)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


def public(key):
    return serialization.load_pem_private_key(read(key + ".pem"),
                                              None).public_key()


def is_good(key, algorithm, digest, sig):
    """Whether OpenSSL, called without the tool's code, accepts it."""
    k, pre = public(key), utils.Prehashed(hashes.SHA256())
    if algorithm == 0x70414930:
        k.verify(sig, digest, padding.PSS(padding.MGF1(hashes.SHA256()), 32),
                 pre)
    elif algorithm == 0x70004830:
        k.verify(sig, digest, padding.PKCS1v15(), pre)
    elif algorithm == 0x70003042:
        r, s = (int.from_bytes(sig[i:i + 32], "big") for i in (0, 32))
        k.verify(utils.encode_dss_signature(r, s), digest, ec.ECDSA(pre))
    elif algorithm == 0x70006043:
        k.verify(sig, digest)
    else:
        return False
    return True


def check_layout(key, algorithm, sig_size, *more):
    data = signed(key, "a.ta", *more)
    fixed = struct.pack("<IIIIHH", 0x4F545348, 1, len(ELF), algorithm, 32,
                        sig_size)
    bootstrap = uuid.UUID(UUID).bytes + struct.pack("<I", 7)
    digest = hashlib.sha256(fixed + bootstrap + ELF).digest()
    sig = data[52:52 + sig_size]
    check(data == fixed + digest + sig + bootstrap + ELF,
          f"{algorithm:#x}: layout and hash")
    check(is_good(key, algorithm, digest, sig), f"{algorithm:#x}: signature")
    check(sign("verify", "--key", key + ".pem", "--in", "a.ta")[0] == 0,
          f"{algorithm:#x}: the tool accepts it")


def check_refused(data, words, name, key=RSA):
    write("bad.ta", data)
    status, said = sign("verify", "--key", key + ".pem", "--in", "bad.ta")
    check(status != 0 and re.search(words, said) is not None
          and "Traceback" not in said, f"refused: {name}")


def check_damage():
    good = signed(RSA, "a.ta")

    def flipped(at):
        return good[:at] + bytes([good[at] ^ 1]) + good[at + 1:]

    check_refused(flipped(0), "magic", "magic")
    check_refused(flipped(4), "after the header|hash", "image type")
    check_refused(flipped(12), "algorithm", "algorithm")
    check_refused(flipped(20), "hash", "hash")
    check_refused(flipped(60), "signature", "signature")
    check_refused(flipped(310), "hash", "uuid")
    check_refused(flipped(325), "hash", "version")
    check_refused(flipped(len(good) - 1), "hash", "last byte of the image")
    check_refused(good + b"x", "announced", "a byte too many")
    for size in (0, 10, 19, 51, 200, 307, 327, len(good) - 1):
        check_refused(good[:size], "truncated|announced", f"{size} bytes only")
    run("export_keys.py", "new", RSA, "other.pem")
    check_refused(signed("other", "b.ta"), "signature", "another key")
    check_refused(good, "kind of key", "a key of another kind", ED25519)


def check_split_signing():
    """digest, a signature made by other means, stitch."""
    status, _ = sign("digest", "--key", "rsa.pem", "--uuid", UUID, "--in",
                     "elf", "--dig", "dig")
    import base64
    digest = base64.b64decode(read("dig"))
    key = serialization.load_pem_private_key(read("rsa.pem"), None)
    sig = key.sign(digest, padding.PSS(padding.MGF1(hashes.SHA256()), 32),
                   utils.Prehashed(hashes.SHA256()))
    write("sig", base64.b64encode(sig))
    args = ("--key", "rsa.pem", "--uuid", UUID, "--in", "elf", "--sig", "sig",
            "--out", "st.ta")
    check(status == 0 and sign("stitch", *args)[0] == 0
          and sign("verify", "--key", "rsa.pem", "--in", "st.ta")[0] == 0,
          "digest, sign elsewhere, stitch")
    write("sig", base64.b64encode(sig[::-1]))
    check(sign("stitch", *args)[0] != 0, "stitch refuses a bad signature")


def check_subkeys():
    run("export_keys.py", "new", RSA, "sub.pem")
    owner = str(uuid.uuid4())
    check(sign("sign-subkey", "--key", "rsa.pem", "--uuid", owner, "--in",
               "sub.pem", "--out", "sub.bin", "--max-depth", "4")[0] == 0,
          "subkey signed")
    name = hashlib.sha512(uuid.UUID(owner).bytes + b"my_ta").digest()[:16]
    mine = uuid.UUID(bytes=name, version=5)
    said = sign("subkey-uuid", "--in", "sub.bin", "--name", "my_ta")[1]
    check(said == f"Subkey UUID: {owner}\nNext subkey UUID: {mine}\n",
          "UUID that the subkey signs for")
    common = ("--key", "sub.pem", "--subkey", "sub.bin", "--name", "my_ta",
              "--in", "elf")
    sign(*common, "--uuid", str(mine), "--out", "chain.ta")
    check(sign("verify", "--key", "rsa.pem", "--in", "chain.ta")[0] == 0,
          "chain is good to the root key")
    run("export_keys.py", "new", RSA, "deep.pem")
    sign("sign-subkey", "--key", "sub.pem", "--subkey", "sub.bin", "--name",
         "my_ta", "--uuid", str(mine), "--in", "deep.pem", "--out",
         "deep.bin", "--max-depth", "3", "--name-size", "0")
    sign("--key", "deep.pem", "--subkey", "deep.bin", "--uuid", str(mine),
         "--in", "elf", "--out", "deep.ta")
    check(sign("verify", "--key", "rsa.pem", "--in", "deep.ta")[0] == 0,
          "chain of two, the second for its own UUID")
    sign(*common, "--uuid", UUID, "--out", "chain.ta")
    check_refused(read("chain.ta"), "may not sign", "a foreign UUID in a chain")


def check_encryption():
    key = "00112233445566778899aabbccddeeff" * 2
    data = signed(RSA, "enc.ta", "--enc-key", key)
    args = ("verify", "--key", "rsa.pem", "--in", "enc.ta")
    check(ELF not in data and sign(*args, "--enc-key", key)[0] == 0,
          "encrypted image: hash over the plaintext")
    check(sign(*args, "--enc-key", "ff" * 32)[0] != 0, "wrong encryption key")
    check(sign(*args)[0] != 0, "no encryption key")


def check_key_table():
    run("export_keys.py", "table", "keys.h", "rsa.pem", "ecdsa.pem",
        "ed25519.pem")
    text = read("keys.h").decode()
    rows = re.findall(r'\{"(\w+)", (\d), ta_key_\d, sizeof', text)
    arrays = [bytes(int(b, 16) for b in re.findall(r"0x(\w\w)", a))
              for a in re.findall(r"\[\d+\] = \{(.*?)\}", text, re.S)]
    n = public(RSA).public_numbers()
    p = public(ECDSA).public_numbers()
    raw = public(ED25519).public_bytes(serialization.Encoding.Raw,
                                       serialization.PublicFormat.Raw)
    check(rows == [("rsa", "1"), ("ecdsa", "2"), ("ed25519", "3")],
          "key table: names and families")
    check(arrays == [struct.pack(">I", 256) + n.n.to_bytes(256, "big")
                     + b"\1\0\1",
                     p.x.to_bytes(32, "big") + p.y.to_bytes(32, "big"), raw],
          "key table: bytes")
    check(b"PRIVATE" not in read("keys.h")
          and os.stat("rsa.pem").st_mode & 0o077 == 0,
          "private keys are their owner's alone")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        write("elf", ELF)
        for kind in (RSA, ECDSA, ED25519):
            run("export_keys.py", "new", kind, kind + ".pem")
        check_layout(RSA, 0x70414930, 256)
        check_layout(RSA, 0x70004830, 256, "--algo", V1_5)
        check_layout(ECDSA, 0x70003042, 64)
        check_layout(ED25519, 0x70006043, 64)
        check_damage()
        check_split_signing()
        check_subkeys()
        check_encryption()
        check_key_table()
        os.chdir("/")
    print(f"1..{count}")


main()
