#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Sign, encrypt, check and show trusted-application images.

The container is OP-TEE's: a signed header (magic, type, image size, algorithm,
hash, signature), then for a trusted application its UUID and version, then the
ELF file. The signature is made over the stored hash; the hash covers every
other header byte and the image. A chain of subkey headers may come first, each
authorising the key that signs what follows. The command line is that of
OP-TEE's tool of the same name, so that makefiles written for it work.

Beside the two RSA algorithms of OP-TEE, a P-256 key gives ECDSA (r||s over the
hash) and an Ed25519 key gives an Ed25519 signature of the hash as the message.
"""
import argparse
import base64
import hashlib
import os
import struct
import sys
import uuid

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import (ec, ed25519, padding,
                                                       rsa, utils)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = 0x4F545348
IMG_TYPES = {0: 'plain TA', 1: 'TA', 2: 'encrypted TA', 3: 'subkey'}
TA, ENCRYPTED_TA, SUBKEY = 1, 2, 3
PSS = 'TEE_ALG_RSASSA_PKCS1_PSS_MGF1_SHA256'
V1_5 = 'TEE_ALG_RSASSA_PKCS1_V1_5_SHA256'
ECDSA = 'TEE_ALG_ECDSA_SHA256'
ED25519 = 'TEE_ALG_ED25519'
ALGOS = {PSS: 0x70414930, V1_5: 0x70004830,
         ECDSA: 0x70003042, ED25519: 0x70006043}
ENC_ALGO_AES_GCM = 0x40000810
ENC_KEY_TYPES = {'SHDR_ENC_KEY_DEV_SPECIFIC': 0, 'SHDR_ENC_KEY_CLASS_WIDE': 1}
ATTR_RSA_MODULUS, ATTR_RSA_EXPONENT = 0xD0000130, 0xD0000230
SHDR = struct.Struct('<IIIIHH')
BOOTSTRAP = struct.Struct('<16sI')
ENCRYPTED = struct.Struct('<IIHH')
SUBKEY_HDR = struct.Struct('<16sIIIII')
HASH_SIZE = 32


class Refused(Exception):
    """The input is not what it should be; the text says why."""


class Key:
    """A public or private key with the algorithm it signs by."""

    def __init__(self, key, algo=None):
        self.private = key if hasattr(key, 'private_bytes') else None
        self.public = key.public_key() if self.private else key
        if isinstance(self.public, rsa.RSAPublicKey):
            allowed, self.sig_size = [PSS, V1_5], self.public.key_size // 8
        elif (isinstance(self.public, ec.EllipticCurvePublicKey)
              and self.public.curve.name == 'secp256r1'):
            allowed, self.sig_size = [ECDSA], 64
        elif isinstance(self.public, ed25519.Ed25519PublicKey):
            allowed, self.sig_size = [ED25519], 64
        else:
            raise Refused('the key is neither RSA, P-256 nor Ed25519')
        self.algo = algo or allowed[0]
        if self.algo not in allowed:
            raise Refused(f'{self.algo} needs another kind of key')

    @classmethod
    def load(cls, path, algo=None):
        if path.startswith('arn:'):
            raise Refused('keys held by a cloud service are not supported; '
                          'use digest and stitch')
        with open(path, 'rb') as f:
            pem = f.read()
        if b'PRIVATE KEY' in pem:
            return cls(serialization.load_pem_private_key(pem, None), algo)
        return cls(serialization.load_pem_public_key(pem), algo)

    def _rsa_padding(self):
        if self.algo == V1_5:
            return padding.PKCS1v15()
        return padding.PSS(padding.MGF1(hashes.SHA256()), HASH_SIZE)

    def sign(self, digest):
        if not self.private:
            raise Refused('signing needs a private key')
        prehashed = utils.Prehashed(hashes.SHA256())
        if self.algo == ED25519:
            return self.private.sign(digest)
        if self.algo == ECDSA:
            der = self.private.sign(digest, ec.ECDSA(prehashed))
            r, s = utils.decode_dss_signature(der)
            return r.to_bytes(32, 'big') + s.to_bytes(32, 'big')
        return self.private.sign(digest, self._rsa_padding(), prehashed)

    def verify(self, digest, sig):
        prehashed = utils.Prehashed(hashes.SHA256())
        try:
            if self.algo == ED25519:
                self.public.verify(sig, digest)
            elif self.algo == ECDSA:
                der = utils.encode_dss_signature(
                    int.from_bytes(sig[:32], 'big'),
                    int.from_bytes(sig[32:], 'big'))
                self.public.verify(der, digest, ec.ECDSA(prehashed))
            else:
                self.public.verify(sig, digest, self._rsa_padding(), prehashed)
        except InvalidSignature:
            raise Refused('the signature does not match the key') from None


class Link:
    """One link of a container: a signed header and what it covers.

    covered: the bytes after the signature that the hash covers as they are
    (for an encrypted image the plaintext takes the place of the image).
    """

    def __init__(self, img_type, covered, img_size, algo, sig_size):
        self.img_type, self.covered = img_type, covered
        self.img_size, self.algo, self.sig_size = img_size, algo, sig_size
        self.hash = self.sig = b''
        self.name = b''

    def fixed(self):
        return SHDR.pack(MAGIC, self.img_type, self.img_size,
                         ALGOS[self.algo], HASH_SIZE, self.sig_size)

    def digest(self, covered=None):
        return hashlib.sha256(self.fixed() +
                              (covered or self.covered)).digest()

    def sealed(self, key, covered=None):
        """The header bytes, signed by key."""
        self.hash = self.digest(covered)
        self.sig = key.sign(self.hash)
        return self.fixed() + self.hash + self.sig


def next_uuid(parent, name):
    """The UUID that a subkey of parent may sign for, given its name."""
    name = name.split(b'\0')[0]
    raw = bytearray(hashlib.sha512(parent.bytes + name).digest()[:16])
    raw[6] = raw[6] & 0x0F | 0x50
    raw[8] = raw[8] & 0x3F | 0x80
    return uuid.UUID(bytes=bytes(raw))


def read_shdr(data, at):
    """Decode the signed header at an offset; returns it and the offset after."""
    if len(data) - at < SHDR.size:
        raise Refused('truncated: no room for the signed header')
    magic, img_type, img_size, algo, hash_size, sig_size = \
        SHDR.unpack_from(data, at)
    if magic != MAGIC:
        raise Refused(f'wrong magic {magic:#010x}')
    names = [n for n, number in ALGOS.items() if number == algo]
    if not names or hash_size != HASH_SIZE:
        raise Refused(f'unknown algorithm {algo:#010x}')
    if img_type not in IMG_TYPES:
        raise Refused(f'unknown image type {img_type}')
    link = Link(img_type, b'', img_size, names[0], sig_size)
    at += SHDR.size
    if len(data) - at < hash_size + sig_size:
        raise Refused('truncated: no room for hash and signature')
    link.hash = data[at:at + hash_size]
    link.sig = data[at + hash_size:at + hash_size + sig_size]
    return link, at + hash_size + sig_size


def read_links(data):
    """Split a container into its links; the last one carries the image."""
    links, at = [], 0
    while not links or links[-1].img_type == SUBKEY:
        if links and at >= len(data):
            break  # a subkey file: ends before the name
        link, at = read_shdr(data, at)
        if link.img_type == SUBKEY:
            end = at + link.img_size
            link.covered = data[at:end]
            if len(link.covered) < max(SUBKEY_HDR.size, link.img_size):
                raise Refused('truncated: subkey header')
            name_size = SUBKEY_HDR.unpack_from(link.covered)[1]
            link.name = data[end:end + name_size]
            at = end + name_size
        else:
            link.covered = data[at:]
            head = BOOTSTRAP.size if link.img_type else 0
            if link.img_type == ENCRYPTED_TA:
                iv, tag = ENCRYPTED.unpack_from(data, at + head)[2:]
                head += ENCRYPTED.size + iv + tag
            if len(link.covered) != head + link.img_size:
                raise Refused(f'{len(link.covered)} bytes after the header, '
                              f'{head + link.img_size} announced')
        links.append(link)
    return links


def plaintext_covered(link, enc_key):
    """What the hash of an encrypted image covers: its plaintext form."""
    at = BOOTSTRAP.size
    iv_size, tag_size = ENCRYPTED.unpack_from(link.covered, at)[2:]
    at += ENCRYPTED.size
    iv = link.covered[at:at + iv_size]
    tag = link.covered[at + iv_size:at + iv_size + tag_size]
    at += iv_size + tag_size
    if enc_key is None:
        raise Refused('the image is encrypted: give --enc-key')
    try:
        plain = AESGCM(enc_key).decrypt(iv, link.covered[at:] + tag, None)
    except InvalidTag:
        raise Refused('the encryption key does not match') from None
    return link.covered[:at] + plain


def subkey_public(body):
    """The RSA key that a subkey header carries, with its algorithm."""
    algo, count = SUBKEY_HDR.unpack_from(body)[4:]
    attrs = {}
    for i in range(count):
        ident, offset, size = struct.unpack_from(
            '<III', body, SUBKEY_HDR.size + 12 * i)
        if offset + size > len(body):
            raise Refused('a subkey attribute lies outside the header')
        attrs[ident] = int.from_bytes(body[offset:offset + size], 'big')
    names = [n for n, number in ALGOS.items() if number == algo]
    if not names or {ATTR_RSA_MODULUS, ATTR_RSA_EXPONENT} - attrs.keys():
        raise Refused('the subkey is not an RSA key')
    numbers = rsa.RSAPublicNumbers(attrs[ATTR_RSA_EXPONENT],
                                   attrs[ATTR_RSA_MODULUS])
    return Key(numbers.public_key(), names[0])


def verify_links(links, key, enc_key=None):
    """Check every hash, signature and UUID of a chain that starts at key."""
    depth, expected = (1 << 32) - 1, None
    for link in links:
        key = Key(key.public, link.algo)
        covered = link.covered
        if link.img_type == ENCRYPTED_TA:
            covered = plaintext_covered(link, enc_key)
        if link.digest(covered) != link.hash:
            raise Refused('the hash does not match the image')
        key.verify(link.hash, link.sig)
        own = uuid.UUID(bytes=link.covered[:16]) if link.img_type else None
        if expected is not None and own != expected:
            raise Refused(f'the subkey may not sign for {own}')
        if link.img_type == SUBKEY:
            name_size, _, max_depth = SUBKEY_HDR.unpack_from(covered)[1:4]
            if max_depth >= depth:
                raise Refused('a subkey deeper than its parent allows')
            depth = max_depth
            expected = next_uuid(own, link.name) if name_size else own
            key = subkey_public(covered)


def read_file(path):
    with open(path, 'rb') as f:
        return f.read()


def write_file(path, data):
    """Write whole or not at all: make must never see half an image."""
    with open(path + '.tmp', 'wb') as f:
        f.write(data)
    os.replace(path + '.tmp', path)


def subkey_prefix(args):
    """The subkey chain of --subkey, completed by the name."""
    if not args.subkey:
        return b''
    data = read_file(args.subkey)
    links = read_links(data)
    if links[-1].img_type != SUBKEY or links[-1].name:
        raise Refused(f'{args.subkey} is not a subkey')
    name_size = SUBKEY_HDR.unpack_from(links[-1].covered)[1]
    name = (args.name or '').encode()
    if len(name) > name_size:
        raise Refused(f'the name is longer than {name_size} bytes')
    return data + name.ljust(name_size, b'\0')


def ta_link(args, key, elf):
    """The unsigned link of an image and, if encrypted, its ciphertext."""
    head = BOOTSTRAP.pack(args.uuid.bytes, args.ta_version)
    if not getattr(args, 'enc_key', None):
        return Link(TA, head + elf, len(elf), key.algo, key.sig_size), None
    iv = os.urandom(12)
    sealed = AESGCM(args.enc_key).encrypt(iv, elf, None)
    cipher, tag = sealed[:-16], sealed[-16:]
    head += ENCRYPTED.pack(ENC_ALGO_AES_GCM, ENC_KEY_TYPES[args.enc_key_type],
                           len(iv), len(tag)) + iv + tag
    link = Link(ENCRYPTED_TA, head + elf, len(elf), key.algo, key.sig_size)
    return link, head + cipher


def do_sign_enc(args):
    key = Key.load(args.key, args.algo)
    link, stored = ta_link(args, key, read_file(args.inf))
    write_file(args.out or f'{args.uuid}.ta', subkey_prefix(args)
               + link.sealed(key) + (stored or link.covered))


def do_digest(args):
    link, _ = ta_link(args, Key.load(args.key, args.algo),
                      read_file(args.inf))
    write_file(args.dig or f'{args.uuid}.dig',
               base64.b64encode(link.digest()) + b'\n')


def do_stitch(args):
    key = Key.load(args.key, args.algo)
    link, _ = ta_link(args, key, read_file(args.inf))
    digest = link.digest()
    sig = base64.b64decode(read_file(args.sig or f'{args.uuid}.sig'))
    key.verify(digest, sig)
    write_file(args.out or f'{args.uuid}.ta', subkey_prefix(args)
               + link.fixed() + digest + sig + link.covered)


def do_verify(args):
    links = read_links(read_file(args.inf))
    verify_links(links, Key.load(args.key, args.algo), args.enc_key)
    last = links[-1]
    if args.uuid and last.covered[:16] != args.uuid.bytes:
        raise Refused('the image is for another UUID')
    print(f'{args.inf}: good')


def do_display(args):
    for link in read_links(read_file(args.inf)):
        print(f'{IMG_TYPES[link.img_type]}: {link.img_size} bytes, '
              f'{link.algo}')
        print(f'  hash       {link.hash.hex()}')
        print(f'  signature  {link.sig_size} bytes {link.sig[:8].hex()}...')
        if link.img_type:
            version = struct.unpack_from(
                '<I', link.covered, 20 if link.img_type == SUBKEY else 16)[0]
            print(f'  uuid       {uuid.UUID(bytes=link.covered[:16])}')
            print(f'  version    {version}')
        if link.img_type == SUBKEY:
            print(f'  max depth  {SUBKEY_HDR.unpack_from(link.covered)[3]}')
            print(f'  name       {link.name.rstrip(bytes(1)).decode()}')


def do_sign_subkey(args):
    key, sub = Key.load(args.key, args.algo), Key.load(args.inf)
    if not isinstance(sub.public, rsa.RSAPublicKey):
        raise Refused('only RSA keys can be subkeys')
    n = sub.public.public_numbers()
    modulus = n.n.to_bytes((sub.public.key_size + 15) // 8, 'big')
    exponent = n.e.to_bytes((n.e.bit_length() + 15) // 8, 'big')
    at = SUBKEY_HDR.size + 24
    body = SUBKEY_HDR.pack(args.uuid.bytes, args.name_size,
                           args.subkey_version, args.max_depth,
                           ALGOS[sub.algo], 2)
    body += struct.pack('<IIIIII', ATTR_RSA_MODULUS, at, len(modulus),
                        ATTR_RSA_EXPONENT, at + len(modulus), len(exponent))
    body += modulus + exponent
    link = Link(SUBKEY, body, len(body), key.algo, key.sig_size)
    write_file(args.out or f'{args.uuid}.bin', subkey_prefix(args)
               + link.sealed(key) + body)


def do_subkey_uuid(args):
    link = read_links(read_file(args.inf))[-1]
    own = uuid.UUID(bytes=link.covered[:16])
    has_name = SUBKEY_HDR.unpack_from(link.covered)[1] > 0
    print(f'Subkey UUID: {own}')
    print('Next subkey UUID:',
          next_uuid(own, args.name.encode()) if has_name else own)


def hex_key(text):
    key = bytes.fromhex(text)
    if len(key) not in (16, 24, 32):
        raise argparse.ArgumentTypeError('an AES key in hexadecimal')
    return key


def number(text):
    value = int(text, 0)
    if not 0 <= value < 1 << 32:
        raise argparse.ArgumentTypeError('32 bits at most')
    return value


def parser():
    def key_args(p, **uuid_kind):
        p.add_argument('--key', required=True, help='PEM file')
        p.add_argument('--algo', choices=list(ALGOS),
                       help='default: by the kind of key, PSS for RSA')
        p.add_argument('--uuid', type=uuid.UUID, **uuid_kind)

    def subkey_args(p):
        p.add_argument('--subkey', help='signed subkey (chain) of --key')
        p.add_argument('--name', help='what the subkey signs for')

    def in_arg(p):
        p.add_argument('--in', dest='inf', required=True)

    def ta_args(p):
        key_args(p, required=True)
        in_arg(p)
        p.add_argument('--ta-version', type=number, default=0)

    top = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    subs = top.add_subparsers(dest='command', required=True)

    p = subs.add_parser('sign-enc', help='sign (and encrypt) an image')
    ta_args(p)
    subkey_args(p)
    p.add_argument('--out')
    p.add_argument('--enc-key', type=hex_key)
    p.add_argument('--enc-key-type', choices=list(ENC_KEY_TYPES),
                   default='SHDR_ENC_KEY_DEV_SPECIFIC')
    p.set_defaults(run=do_sign_enc)

    p = subs.add_parser('digest', aliases=['generate-digest'],
                        help='write the hash to be signed elsewhere')
    ta_args(p)
    p.add_argument('--dig')
    p.set_defaults(run=do_digest)

    p = subs.add_parser('stitch', aliases=['stitch-ta'],
                        help='make an image with a signature made elsewhere')
    ta_args(p)
    subkey_args(p)
    p.add_argument('--sig')
    p.add_argument('--out')
    p.set_defaults(run=do_stitch)

    p = subs.add_parser('verify', help='check an image against a key')
    key_args(p)
    in_arg(p)
    p.add_argument('--enc-key', type=hex_key)
    p.set_defaults(run=do_verify)

    p = subs.add_parser('display', help='show the headers of an image')
    in_arg(p)
    p.set_defaults(run=do_display)

    p = subs.add_parser('sign-subkey', help='authorise another key')
    key_args(p, required=True)
    in_arg(p)
    subkey_args(p)
    p.add_argument('--out')
    p.add_argument('--name-size', type=number, default=64)
    p.add_argument('--max-depth', type=number, default=0)
    p.add_argument('--subkey-version', type=number, default=0)
    p.set_defaults(run=do_sign_subkey)

    p = subs.add_parser('subkey-uuid', help='the UUID a subkey signs for')
    in_arg(p)
    p.add_argument('--name', default='')
    p.set_defaults(run=do_subkey_uuid)
    return top


def main(argv):
    if argv and argv[0].startswith('--') and argv[0] != '--help':
        argv = ['sign-enc'] + argv
    args = parser().parse_args(argv)
    try:
        args.run(args)
    except (Refused, OSError, ValueError, struct.error) as e:
        sys.exit(f'sign_encrypt.py: {e}')


if __name__ == '__main__':
    main(sys.argv[1:])
