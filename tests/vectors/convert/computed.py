# SPDX-License-Identifier: BSD-2-Clause
"""Vectors that no package has, computed from the standards by arithmetic.py
and by python3-cryptography's block ciphers, from numbers that SHAKE256 makes
of a name; and the generation of keys, of which only its use can be checked."""
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import cases
from arithmetic import (CURVES, DIGEST_OID, DIGEST_SIZE, SM2, digest,
                        digest_info, dsa_sign, octets, oaep_encrypt,
                        pkcs1_sign, point_octets, pss_sign, sm2_confirmation,
                        sm2_encrypt, sm2_exchange, sm2_sign, sm2_z, sm3, xor)
from cases import Case, number, records, unhex
from nist import DSA_BITS, FOLDER, RSA_ORDER, pbkdf2_case, pkcs_records
from openssl_data import concat_case, sm2_attributes
from wycheproof import curve_bits

SIZES = (0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 100, 1000)


def some(name, size):
    """size bytes that are always the same for a name."""
    return hashlib.shake_256(name.encode()).digest(size)


# --- symmetric -------------------------------------------------------------

def cbc(kind, key, iv, text):
    """CBC by python3-cryptography; DES is DES3 with one key three times."""
    if kind in ('DES', 'DES3'):
        cipher = algorithms.TripleDES(key * 3 if kind == 'DES' else key)
    else:
        cipher = getattr(algorithms, kind)(key)
    run = Cipher(cipher, modes.CBC(iv)).encryptor()
    return run.update(text) + run.finalize()


def ecb(kind, key, text):
    run = Cipher(getattr(algorithms, kind)(key), modes.ECB()).encryptor()
    return run.update(text) + run.finalize()


def pkcs5(text, block):
    size = block - len(text) % block
    return text + bytes([size]) * size


KEYS = (('AES', 'AES', 128, 16, 16), ('AES', 'AES', 192, 24, 16),
        ('AES', 'AES', 256, 32, 16), ('DES', 'DES', 56, 8, 8),
        ('DES3', 'DES3', 112, 16, 8), ('DES3', 'DES3', 168, 24, 8))


def cbc_macs(h):
    """The last block of CBC from an IV of zeros (ISO/IEC 9797-1, algorithm
    1), of whole blocks or with PKCS #5 padding."""
    for kind, key_type, bits, key_size, block in KEYS:
        for size in SIZES:
            key = some(f'{kind}{bits}', key_size)
            text = some(f'cbc-mac {size}', size)
            for mode in ('NOPAD', 'PKCS5'):
                group = f'{kind}_CBC_MAC_{mode}'
                padded = pkcs5(text, block) if mode == 'PKCS5' else text
                if len(padded) % block or not padded:
                    continue
                mac = cbc(kind, key, bytes(block), padded)[-block:]
                yield Case(group, f'computed {kind}{bits} {size}', cases.MAC,
                           h.alg(group), mode=h.TEE_MODE_MAC,
                           key_type=h.value['TEE_TYPE_' + key_type],
                           key_bits=bits,
                           key=[(h.TEE_ATTR_SECRET_VALUE, key)],
                           data={cases.MESSAGE: text, cases.OUTPUT: mac},
                           expect=h.TEE_ERROR_MAC_INVALID)


def both_ways(h, group, source, key_type, bits, keys, iv, plain, crypt):
    names = ('key', 'key2')
    for mode, one, other in ((h.TEE_MODE_ENCRYPT, plain, crypt),
                             (h.TEE_MODE_DECRYPT, crypt, plain)):
        yield Case(group, source, cases.CIPHER, h.alg(group), mode=mode,
                   key_type=key_type, key_bits=bits,
                   data={cases.MESSAGE: one, cases.OUTPUT: other,
                         **({cases.IV: iv} if iv is not None else {})},
                   **{name: [(h.TEE_ATTR_SECRET_VALUE, key)]
                      for name, key in zip(names, keys)})


def sm4_padded(h):
    for size in SIZES:
        key, iv = some('sm4', 16), some('sm4 iv', 16)
        text = some(f'sm4 {size}', size)
        padded = pkcs5(text, 16)
        yield from both_ways(h, 'SM4_ECB_PKCS5', f'computed pad {size}',
                             h.TEE_TYPE_SM4, 128, [key], None, text,
                             ecb('SM4', key, padded))
        yield from both_ways(h, 'SM4_CBC_PKCS5', f'computed pad {size}',
                             h.TEE_TYPE_SM4, 128, [key], iv, text,
                             cbc('SM4', key, iv, padded))


def xts(kind, key1, key2, tweak, text):
    """IEEE 1619, 5.3, encryption."""
    t, out, last = ecb(kind, key2, tweak), [], len(text) % 16
    blocks = [text[i:i + 16] for i in range(0, len(text) - last, 16)]
    for block in blocks:
        out.append(xor(ecb(kind, key1, xor(block, t)), t))
        value = int.from_bytes(t, 'little') << 1
        t = ((value & (1 << 128) - 1) ^ (0x87 if value >> 128 else 0)
             ).to_bytes(16, 'little')
    if last:
        block = text[-last:] + out[-1][last:]
        out[-1:] = [xor(ecb(kind, key1, xor(block, t)), t), out[-1][:last]]
    return b''.join(out)


def sm4_xts(h):
    for size in (size for size in SIZES if size >= 16):
        keys = [some('sm4 xts 1', 16), some('sm4 xts 2', 16)]
        iv, text = some('sm4 xts iv', 16), some(f'sm4 xts {size}', size)
        yield from both_ways(h, 'SM4_XTS', f'computed IEEE-1619 {size}',
                             h.TEE_TYPE_SM4, 128, keys, iv, text,
                             xts('SM4', *keys, iv, text))


def cts(key, iv, text):
    """CBC-CS3 (SP 800-38A, addendum): the last two blocks swapped."""
    whole = cbc('AES', key, iv, text + bytes(-len(text) % 16))
    head, two, one = whole[:-32], whole[-32:-16], whole[-16:]
    return head + one + two[:len(text) - len(head) - 16]


def aes_cts(h):
    for bits in (128, 192, 256):
        for size in (size for size in SIZES if size > 16):
            key, iv = some(f'cts {bits}', bits // 8), some('cts iv', 16)
            text = some(f'cts {size}', size)
            yield from both_ways(h, 'AES_CTS', f'computed CS3-{bits} {size}',
                                 h.TEE_TYPE_AES, bits, [key], iv, text,
                                 cts(key, iv, text))


def large(h):
    """More than any buffer between TA and service."""
    for size in (4096, 65536, 65537, 100001):
        key, iv = some('large', 16), some('large iv', 16)
        text = some(f'large {size}', size)
        run = Cipher(algorithms.AES(key), modes.CTR(iv)).encryptor()
        yield from both_ways(h, 'AES_CTR', f'computed large {size}',
                             h.TEE_TYPE_AES, 128, [key], iv, text,
                             run.update(text))
        yield Case('SHA256', f'computed large {size}', cases.DIGEST,
                   h.TEE_ALG_SHA256, mode=h.TEE_MODE_DIGEST,
                   data={cases.MESSAGE: text,
                         cases.OUTPUT: digest('SHA256', text)})
        yield Case('HMAC_SHA256', f'computed large {size}', cases.MAC,
                   h.TEE_ALG_HMAC_SHA256, mode=h.TEE_MODE_MAC,
                   key_type=h.TEE_TYPE_HMAC_SHA256, key_bits=256,
                   key=[(h.TEE_ATTR_SECRET_VALUE, key * 2)],
                   data={cases.MESSAGE: text, cases.OUTPUT: hmac.digest(
                       key * 2, text, 'sha256')})


def md5sha1(h):
    for size in SIZES if h.alg('MD5SHA1') else ():
        text = some(f'md5sha1 {size}', size)
        yield Case('MD5SHA1', f'computed TLS {size}', cases.DIGEST,
                   h.alg('MD5SHA1'), mode=h.TEE_MODE_DIGEST,
                   data={cases.MESSAGE: text,
                         cases.OUTPUT: digest('MD5SHA1', text)})


# --- derivation ------------------------------------------------------------

def kdfs(h):
    for name in ('SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'):
        for size in (1, 16, 20, 64, 65, 200):
            z, info = some('concat z', 32), some(f'info {size}', size)
            out = b''.join(digest(name, octets(i, 4) + z + info)
                           for i in range(1, 12))[:size]
            yield concat_case(h, f'computed SP-800-56A {size}',
                              f'CONCAT_KDF_{name}_DERIVE_KEY', z, info, out)
            password, salt = some('password', 11), some('salt', 17)
            yield pbkdf2_case(h, f'computed hashlib {size}', name, password,
                              salt, size, hashlib.pbkdf2_hmac(
                                  name.lower(), password, salt, size, size))
    for name in ('MD5', 'SHA224'):
        group = f'HKDF_{name}_DERIVE_KEY'
        for size in (1, 16, 28, 64, 100):
            ikm, salt, info = (some(f'hkdf {part} {size}', size + 16)
                               for part in ('ikm', 'salt', 'info'))
            prk, out, last = hmac.digest(salt, ikm, name), b'', b''
            for i in range(1, 9):
                last = hmac.digest(prk, last + info + bytes([i]), name)
                out += last
            yield Case(group, f'computed RFC-5869 {size}', cases.DERIVE,
                       h.alg(group), mode=h.TEE_MODE_DERIVE,
                       key_type=h.TEE_TYPE_HKDF_IKM, key_bits=len(ikm) * 8,
                       key=[(h.TEE_ATTR_HKDF_IKM, ikm)],
                       params=[(0xD00002C0, salt), (0xD00003C0, info),
                               (h.TEE_ATTR_HKDF_OKM_LENGTH, (size, 0))],
                       data={cases.OUTPUT: out[:size]})


# --- RSA -------------------------------------------------------------------

def rsa_key(debs):
    """The last key of RSA Laboratories' OAEP vectors, 2048 bits."""
    path = os.path.join(debs, FOLDER,
                        'asymmetric/RSA/pkcs-1v2-1d2-vec/oaep-vect.txt')
    *_, last = pkcs_records(path)
    n, e, d = (int(last[part], 16) for part in RSA_ORDER[:3])
    return {'n': n, 'e': e, 'd': d, 'size': (n.bit_length() + 7) // 8,
            'parts': [unhex(last[part]) for part in RSA_ORDER]}


def rsa_case(h, key, group, source, action, mode, message, output, params=(),
             crt=True, **more):
    names = RSA_ORDER if crt else RSA_ORDER[:3]
    return Case(group, source, action, h.alg(group), mode=mode,
                key_type=h.TEE_TYPE_RSA_KEYPAIR, key_bits=key['size'] * 8,
                key=[(h.value['TEE_ATTR_RSA_' + name], part)
                     for name, part in zip(names, key['parts'])],
                params=params, data={cases.MESSAGE: message, **(
                    {} if output is None else {cases.OUTPUT: output})}, **more)


def broken(signature):
    return signature[:-1] + bytes([signature[-1] ^ 1])


def rsa_signatures(h, key):
    bad = {'verdict': cases.INVALID, 'expect': h.TEE_ERROR_SIGNATURE_INVALID}
    verify = cases.VERIFY, h.TEE_MODE_VERIFY
    for name in [*DIGEST_OID, 'MD5SHA1']:
        group = f'RSASSA_PKCS1_V1_5_{name}'
        if not h.alg(group):
            continue
        hashed = digest(name, b'signed')
        signature = pkcs1_sign(key, digest_info(name, hashed))
        for crt in (True, False):
            yield rsa_case(h, key, group, f'computed RFC-8017 {crt}',
                           cases.SIGN, h.TEE_MODE_SIGN, hashed, signature,
                           crt=crt)
        yield rsa_case(h, key, group, 'computed RFC-8017 right', *verify,
                       hashed, signature)
        yield rsa_case(h, key, group, 'computed RFC-8017 wrong', *verify,
                       hashed, broken(signature), **bad)
        group = f'RSASSA_PKCS1_PSS_MGF1_{name}'
        for size in (0, 8, DIGEST_SIZE[name]):
            if not h.alg(group):
                continue
            salt = [(h.TEE_ATTR_RSA_PSS_SALT_LENGTH, (size, 0))]
            signature = pss_sign(key, name, hashed, some('salt', size))
            yield rsa_case(h, key, group, f'computed RFC-8017 {size}',
                           *verify, hashed, signature, salt)
            yield rsa_case(h, key, group, f'computed RFC-8017-wrong {size}',
                           *verify, hashed, broken(signature), salt, **bad)
            yield rsa_case(h, key, group, f'computed sign {size}', cases.SIGN,
                           h.TEE_MODE_SIGN, hashed, None, salt, crt=size > 0)
    for size in (1, 20, 51, 200):
        info = some('raw', size)
        signature = pkcs1_sign(key, info)
        yield rsa_case(h, key, 'RSASSA_PKCS1_V1_5', f'computed raw {size}',
                       cases.SIGN, h.TEE_MODE_SIGN, info, signature)
        yield rsa_case(h, key, 'RSASSA_PKCS1_V1_5', f'computed raw-v {size}',
                       *verify, info, signature)


def rsa_encryption(h, key):
    bad = {'verdict': cases.INVALID,
           'expect': h.TEE_ERROR_CIPHERTEXT_INVALID}
    for name in DIGEST_OID:
        group = f'RSAES_PKCS1_OAEP_MGF1_{name}'
        for size in (0, 1, 20, 100):
            text, label = some('oaep', size), some('label', size)
            params = [(h.TEE_ATTR_RSA_OAEP_LABEL, label)] if size else []
            crypt = oaep_encrypt(key, name, name, label,
                                 some('seed', DIGEST_SIZE[name]), text)
            yield rsa_case(h, key, group, f'computed RFC-8017 {size}',
                           cases.DECRYPT, h.TEE_MODE_DECRYPT, crypt, text,
                           params, crt=size != 1)
            yield rsa_case(h, key, group, f'computed encrypt {size}',
                           cases.ENCRYPT, h.TEE_MODE_ENCRYPT, text, None,
                           params)
            yield rsa_case(h, key, group, f'computed broken {size}',
                           cases.DECRYPT, h.TEE_MODE_DECRYPT,
                           b'\0' + broken(crypt)[1:], text, params, **bad)
    for size in (0, 1, 20, 200, 245):
        yield rsa_case(h, key, 'RSAES_PKCS1_V1_5', f'computed encrypt {size}',
                       cases.ENCRYPT, h.TEE_MODE_ENCRYPT, some('pkcs', size),
                       None)
    for size in (8, 200, 256):
        text = b'\1' + some('nopad', size - 1)
        crypt = octets(pow(number(text), key['e'], key['n']), 256)
        yield rsa_case(h, key, 'RSA_NOPAD', f'computed RSAEP {size}',
                       cases.ENCRYPT, h.TEE_MODE_ENCRYPT, text, crypt)
        yield rsa_case(h, key, 'RSA_NOPAD', f'computed RSADP {size}',
                       cases.DECRYPT, h.TEE_MODE_DECRYPT, crypt,
                       text, crt=size > 8)


# --- DSA, SM2 ---------------------------------------------------------------

def dsa_domains(debs):
    """The first domain of each size of NIST's signatures."""
    seen = {}
    path = os.path.join(debs, FOLDER, 'asymmetric/DSA/FIPS_186-3/SigGen.txt')
    for record in records(path, {'s'}):
        domain = [int(record[k], 16) for k in 'pqg']
        seen.setdefault(tuple(v.bit_length() for v in domain[:2]), domain)
    return list(seen.values())


def dsa(h, domains):
    for name in ('SHA1', 'SHA224', 'SHA256', 'SHA3_224', 'SHA3_256',
                 'SHA3_384', 'SHA3_512'):
        for p, q, g in domains:
            size = (p.bit_length() + 63) // 64 * 64
            if size not in DSA_BITS.get(name, (size,)):
                continue
            x = number(some('dsa x', 40)) % q
            k = number(some(f'dsa k {name}', 40)) % q
            hashed = digest(name, b'signed')
            signature = dsa_sign(p, q, g, x, hashed, k)
            bits = f'{p.bit_length()}-{q.bit_length()}'
            for what, action, mode, output, verdict in (
                    ('right', cases.VERIFY, h.TEE_MODE_VERIFY, signature,
                     cases.VALID),
                    ('wrong', cases.VERIFY, h.TEE_MODE_VERIFY,
                     broken(signature), cases.INVALID),
                    ('sign', cases.SIGN, h.TEE_MODE_SIGN, None, cases.VALID)):
                yield Case('DSA_' + name, f'computed FIPS-186-{what} {bits}',
                           action, h.alg('DSA_' + name), mode=mode,
                           key_type=h.TEE_TYPE_DSA_KEYPAIR,
                           key_bits=size,
                           key=[(h.TEE_ATTR_DSA_PRIME, octets(p)),
                                (h.TEE_ATTR_DSA_SUBPRIME, octets(q)),
                                (h.TEE_ATTR_DSA_BASE, octets(g)),
                                (h.TEE_ATTR_DSA_PUBLIC_VALUE,
                                 octets(pow(g, x, p))),
                                (h.TEE_ATTR_DSA_PRIVATE_VALUE, octets(x))],
                           data={cases.MESSAGE: hashed, **(
                               {} if output is None else
                               {cases.OUTPUT: output})},
                           verdict=verdict,
                           expect=h.TEE_ERROR_SIGNATURE_INVALID)


# The key of the example of GB/T 32918.5, A.2, its signature of "message
# digest" by 1234567812345678 and the k that gives it.
SM2_D = int('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
            16)
SM2_K = int('59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21',
            16)
SM2_SIGNATURE = bytes.fromhex(
    'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3'
    'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa')
SM2_ID = b'1234567812345678'


def sm2_private(h, d):
    return sm2_attributes(h, octets(d, 32), *(octets(v, 32)
                                              for v in SM2.times(d)))


def sm2(h):
    public = SM2.times(SM2_D)
    key = {'key': sm2_private(h, SM2_D), 'key_bits': 256}
    e = sm3(sm2_z(SM2_ID, public) + b'message digest')
    assert sm2_sign(SM2_D, e, SM2_K) == SM2_SIGNATURE
    for what, action, mode, output, verdict in (
            ('right', cases.VERIFY, h.TEE_MODE_VERIFY, SM2_SIGNATURE, 0),
            ('wrong', cases.VERIFY, h.TEE_MODE_VERIFY, broken(SM2_SIGNATURE),
             cases.INVALID),
            ('zero', cases.VERIFY, h.TEE_MODE_VERIFY, bytes(64),
             cases.INVALID),
            ('sign', cases.SIGN, h.TEE_MODE_SIGN, None, 0)):
        yield Case('SM2_DSA_SM3', f'GB/T-32918.5 {what}', action,
                   h.TEE_ALG_SM2_DSA_SM3, mode=mode,
                   key_type=h.TEE_TYPE_SM2_DSA_KEYPAIR,
                   data={cases.MESSAGE: e, **({} if output is None else
                                              {cases.OUTPUT: output})},
                   verdict=verdict, expect=h.TEE_ERROR_SIGNATURE_INVALID,
                   **key)
    for size in (1, 19, 32, 33, 100):
        text = some('sm2', size)
        c1, c3, c2 = sm2_encrypt(public, text, number(some('sm2 k', 31)))
        for what, action, mode, one, other, verdict in (
                ('decrypt', cases.DECRYPT, h.TEE_MODE_DECRYPT, c1 + c2 + c3,
                 text, 0),
                ('broken', cases.DECRYPT, h.TEE_MODE_DECRYPT,
                 c1 + broken(c2) + c3, text, cases.INVALID),
                ('encrypt', cases.ENCRYPT, h.TEE_MODE_ENCRYPT, text, None,
                 0)):
            yield Case('SM2_PKE', f'computed GB/T-32918.4-{what} {size}',
                       action, h.TEE_ALG_SM2_PKE, mode=mode,
                       key_type=h.TEE_TYPE_SM2_PKE_KEYPAIR,
                       data={cases.MESSAGE: one, **({} if other is None else
                                                    {cases.OUTPUT: other})},
                       verdict=verdict, expect=h.TEE_ERROR_CIPHERTEXT_INVALID,
                       **key)


def sm2_exchanges(h):
    """Both sides, with and without confirmations, right and wrong."""
    d = [number(some(f'kep d {i}', 31)) for i in (0, 1)]
    r = [number(some(f'kep r {i}', 31)) for i in (0, 1)]
    ids = [b'ALICE123@YAHOO.COM', b'BILL456@YAHOO.COM']
    p, e = [SM2.times(v) for v in d], [SM2.times(v) for v in r]
    z = sm2_z(ids[0], p[0]) + sm2_z(ids[1], p[1])
    sides = [sm2_exchange(d[i], r[i], p[1 - i], e[1 - i], z, 16)
             for i in (0, 1)]
    assert sides[0] == sides[1]
    secret, u = sides[0]
    proofs = [sm2_confirmation(3, u, z, *e), sm2_confirmation(2, u, z, *e)]
    for user in (0, 1):
        for what in ('plain', 'confirmed', 'wrong'):
            params = [(h.TEE_ATTR_ECC_PUBLIC_VALUE_X,
                       octets(p[1 - user][0], 32)),
                      (h.TEE_ATTR_ECC_PUBLIC_VALUE_Y,
                       octets(p[1 - user][1], 32)),
                      (h.TEE_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_X,
                       octets(e[1 - user][0], 32)),
                      (h.TEE_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_Y,
                       octets(e[1 - user][1], 32)),
                      (h.TEE_ATTR_SM2_ID_INITIATOR, ids[0]),
                      (h.TEE_ATTR_SM2_ID_RESPONDER, ids[1]),
                      (h.TEE_ATTR_SM2_KEP_USER, (user, 0))]
            data = {cases.OUTPUT: secret}
            if what != 'plain':
                proof = proofs[1 - user]
                params.append((h.TEE_ATTR_SM2_KEP_CONFIRMATION_IN,
                               broken(proof) if what == 'wrong' else proof))
                data[cases.TAG] = proofs[user]
            yield Case('SM2_KEP', f'computed GB/T-32918.3-{what} {user}',
                       cases.DERIVE, h.TEE_ALG_SM2_KEP,
                       mode=h.TEE_MODE_DERIVE,
                       key_type=h.TEE_TYPE_SM2_KEP_KEYPAIR, key_bits=256,
                       key=sm2_private(h, d[user]),
                       key2=sm2_private(h, r[user]), params=params, data=data,
                       verdict=cases.INVALID if what == 'wrong'
                       else cases.VALID, expect=cases.REFUSED)


# --- generation -------------------------------------------------------------

def generated(h, group, key_type, bits, mode, message, params=(), iv=None,
              element=0):
    alg = group.partition(' ')[0]
    return Case(group, f'generated {bits}', cases.GENERATE, h.alg(alg),
                mode=mode, element=element,
                key_type=h.value['TEE_TYPE_' + key_type], key_bits=bits,
                params=params, data={cases.MESSAGE: message, **(
                    {} if iv is None else {cases.IV: iv})})


def generate_symmetric(h):
    text = some('generate', 64)
    for kind, bits, block in (('AES', 128, 16), ('AES', 192, 16),
                              ('AES', 256, 16), ('DES', 56, 8),
                              ('DES3', 112, 8), ('DES3', 168, 8),
                              ('SM4', 128, 16)):
        yield generated(h, f'{kind}_CBC_NOPAD', kind, bits,
                        h.TEE_MODE_ENCRYPT, text, iv=some('iv', block))
    for name in ('MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512', 'SM3',
                 'SHA3_224', 'SHA3_256', 'SHA3_384', 'SHA3_512'):
        yield generated(h, f'HMAC_{name}', f'HMAC_{name}', 512,
                        h.TEE_MODE_MAC, text)


def generate_ec(h):
    for name in CURVES:
        curve = CURVES[name][0]
        element = h.value.get('TEE_ECC_CURVE_' + curve)
        if not element:
            continue
        params = [(h.TEE_ATTR_ECC_CURVE, (element, 0))]
        yield generated(h, f'ECDSA_SHA256 {curve}', 'ECDSA_KEYPAIR',
                        curve_bits(name), h.TEE_MODE_SIGN, some('ec', 32),
                        params, element=element)
        yield generated(h, f'ECDH_DERIVE_SHARED_SECRET {curve}',
                        'ECDH_KEYPAIR', curve_bits(name), h.TEE_MODE_DERIVE,
                        b'', params, element=element)


def generate_asymmetric(h, domains):
    yield from generate_ec(h)
    for group, key_type, bits, mode in (
            ('ED25519', 'ED25519_KEYPAIR', 256, h.TEE_MODE_SIGN),
            ('ED448', 'ED448_KEYPAIR', 448, h.TEE_MODE_SIGN),
            ('X25519', 'X25519_KEYPAIR', 256, h.TEE_MODE_DERIVE),
            ('X448', 'X448_KEYPAIR', 448, h.TEE_MODE_DERIVE),
            ('SM2_DSA_SM3', 'SM2_DSA_KEYPAIR', 256, h.TEE_MODE_SIGN),
            ('SM2_PKE', 'SM2_PKE_KEYPAIR', 256, h.TEE_MODE_ENCRYPT)):
        yield generated(h, group, key_type, bits, mode, some('generate', 32))
    for bits in (512, 1024, 2048):
        yield generated(h, 'RSASSA_PKCS1_V1_5_SHA1', 'RSA_KEYPAIR', bits,
                        h.TEE_MODE_SIGN, some('rsa', 20))
    yield generated(h, 'RSAES_PKCS1_V1_5', 'RSA_KEYPAIR', 1024,
                    h.TEE_MODE_ENCRYPT, some('rsa', 20),
                    [(h.TEE_ATTR_RSA_PUBLIC_EXPONENT, b'\1\0\1')])
    for p, q, g in domains[:2]:
        size = (p.bit_length() + 63) // 64 * 64
        name = 'SHA1' if size == 1024 else 'SHA224'
        yield generated(h, 'DSA_' + name, 'DSA_KEYPAIR', size,
                        h.TEE_MODE_SIGN, digest(name, b'signed'),
                        [(h.TEE_ATTR_DSA_PRIME, octets(p)),
                         (h.TEE_ATTR_DSA_SUBPRIME, octets(q)),
                         (h.TEE_ATTR_DSA_BASE, octets(g))])
        yield generated(h, 'DH_DERIVE_SHARED_SECRET', 'DH_KEYPAIR',
                        p.bit_length(), h.TEE_MODE_DERIVE, b'',
                        [(h.TEE_ATTR_DH_PRIME, octets(p)),
                         (h.TEE_ATTR_DH_BASE, octets(g))])


def all_cases(debs, h):
    key, domains = rsa_key(debs), dsa_domains(debs)
    for source in (cbc_macs, sm4_padded, sm4_xts, aes_cts, large, md5sha1,
                   kdfs, sm2, sm2_exchanges, generate_symmetric):
        yield from source(h)
    yield from rsa_signatures(h, key)
    yield from rsa_encryption(h, key)
    yield from dsa(h, domains)
    yield from generate_asymmetric(h, domains)
