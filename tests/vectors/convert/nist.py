# SPDX-License-Identifier: BSD-2-Clause
"""NIST's CAVS files and the RFCs that Debian's python3-cryptography-vectors
has, without its Monte Carlo tests."""
import os
import re

from cryptography.hazmat.primitives.asymmetric import x25519

import cases
from arithmetic import CURVES, digest
from cases import Case, number, octets, records, strip, unhex
from wycheproof import curve_bits, ec_attributes, ecdh_case, rsa_public

FOLDER = 'usr/lib/python3/dist-packages/cryptography_vectors'
NIST_CURVE = {'P-192': 'secp192r1', 'P-224': 'secp224r1', 'P-256': 'secp256r1',
              'P-384': 'secp384r1', 'P-521': 'secp521r1'}
MESSAGE_MAX = 65536


def files(folder, *patterns):
    """The names and paths of files below folder, by regular expressions."""
    for where, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(where, name), folder)
            if any(re.fullmatch(p, path) for p in patterns):
                yield path, os.path.join(where, name)


# A record that says one of these is a case; others say what holds for several.
ENDS = {'ciphertext', 'ct', 'md', 'output', 'result', 'signature', 'z', 'k',
        'derived_key', 's'}


def numbered(folder, *patterns):
    for name, path in files(folder, *patterns):
        short = os.path.basename(name).partition('.')[0]
        for i, record in enumerate(records(path, ENDS)):
            yield f'nist {short} {i}', name, record


def cipher_cases(h, group, source, key_type, bits, key, record, iv):
    """Both directions of one record."""
    plain, crypt = unhex(record['plaintext']), unhex(record['ciphertext'])
    for mode, one, other in ((h.TEE_MODE_ENCRYPT, plain, crypt),
                             (h.TEE_MODE_DECRYPT, crypt, plain)):
        data = {cases.MESSAGE: one, cases.OUTPUT: other}
        if iv is not None:
            data[cases.IV] = iv
        yield Case(group, source, cases.CIPHER, h.alg(group), mode=mode,
                   key_type=key_type, key_bits=bits,
                   key=[(h.TEE_ATTR_SECRET_VALUE, key)], data=data)


def block_ciphers(folder, h):
    for kind, key_type, directory, modes in (
            ('AES', h.TEE_TYPE_AES, 'AES', 'ECB CBC CTR'),
            ('SM4', h.TEE_TYPE_SM4, 'SM4', 'ecb cbc ctr')):
        for mode in modes.split():
            pattern = (rf'ciphers/AES/{mode}/.*(rsp|txt)' if kind == 'AES'
                       else rf'ciphers/SM4/draft-.*-{mode}.txt')
            group = f'{kind}_{mode.upper()}' + (
                '' if mode.upper() == 'CTR' else '_NOPAD')
            for source, _, record in numbered(folder, pattern):
                key = unhex(record['key'])
                iv = None if mode.upper() == 'ECB' else unhex(record['iv'])
                yield from cipher_cases(h, group, source, key_type,
                                        len(key) * 8, key, record, iv)


def des3_key(record):
    keys = [unhex(record.get(f'key{i}') or record['keys']) for i in (1, 2, 3)]
    return b''.join(keys[:2] if keys[0] == keys[2] else keys)


def des3(folder, h):
    """A key whose three parts are one is DES' key."""
    for mode in ('ECB', 'CBC'):
        for source, _, record in numbered(
                folder, rf'ciphers/3DES/{mode}/T{mode}(MMT\d|invperm|permop|subtab|'
                r'varkey|vartext).rsp'):
            key, kind, bits = des3_key(record), 'DES3', 168
            if len(key) == 16:
                bits = 112
                if key[:8] == key[8:]:
                    kind, bits, key = 'DES', 56, key[:8]
            iv = None if mode == 'ECB' else unhex(record['iv'])
            yield from cipher_cases(h, f'{kind}_{mode}_NOPAD', source,
                                    h.value['TEE_TYPE_' + kind], bits, key,
                                    record, iv)


def xts(folder, h):
    for source, _, record in numbered(
            folder, r'ciphers/AES/XTS/tweak-128hexstr/.*.rsp'):
        key = unhex(record['key'])
        if int(record['dataunitlen']) % 8:
            continue
        half = len(key) // 2
        plain, crypt = unhex(record['pt']), unhex(record['ct'])
        for mode, one, other in ((h.TEE_MODE_ENCRYPT, plain, crypt),
                                 (h.TEE_MODE_DECRYPT, crypt, plain)):
            yield Case('AES_XTS', source, cases.CIPHER, h.TEE_ALG_AES_XTS,
                       mode=mode, key_type=h.TEE_TYPE_AES, key_bits=half * 8,
                       key=[(h.TEE_ATTR_SECRET_VALUE, key[:half])],
                       key2=[(h.TEE_ATTR_SECRET_VALUE, key[half:])],
                       data={cases.MESSAGE: one, cases.OUTPUT: other,
                             cases.IV: unhex(record['i'])})


def ae_case(h, group, source, mode, key, nonce, aad, one, other, tag,
            verdict=cases.VALID):
    return Case(group, source, cases.AE, h.alg(group), mode=mode,
                key_type=h.TEE_TYPE_AES, key_bits=len(key) * 8,
                key=[(h.TEE_ATTR_SECRET_VALUE, key)],
                data={cases.MESSAGE: one, cases.OUTPUT: other, cases.IV: nonce,
                      cases.AAD: aad, cases.TAG: tag}, verdict=verdict,
                expect=h.TEE_ERROR_MAC_INVALID)


def gcm(folder, h):
    for source, name, record in numbered(folder, r'ciphers/AES/GCM/.*.rsp'):
        if int(record['taglen']) < 96:
            continue
        fails = '#fail' in record
        parts = [unhex(record[k]) for k in ('key', 'iv', 'aad')]
        crypt, tag = unhex(record['ct']), unhex(record['tag'])
        plain = b'' if fails else unhex(record.get('pt', ''))
        if 'Encrypt' in name:
            yield ae_case(h, 'AES_GCM', source, h.TEE_MODE_ENCRYPT, *parts,
                          plain, crypt, tag)
        else:
            yield ae_case(h, 'AES_GCM', source, h.TEE_MODE_DECRYPT, *parts,
                          crypt, plain, tag,
                          cases.INVALID if fails else cases.VALID)


def ccm(folder, h):
    for source, name, record in numbered(folder, r'ciphers/AES/CCM/V.*.rsp'):
        size = int(record.get('tlen', 16))
        aad = unhex(record['adata'])[:int(record['alen'])]
        plain = unhex(record['payload'])[:int(record['plen'])]
        crypt = unhex(record['ct'])
        yield ae_case(h, 'AES_CCM', source, h.TEE_MODE_ENCRYPT,
                      unhex(record['key']), unhex(record['nonce']), aad, plain,
                      crypt[:-size], crypt[-size:])


def digests(folder, h):
    for source, name, record in numbered(
            folder, r'hashes/(MD5|SHA1|SHA2|SHA3|SM3)/.*(rsp|txt)'):
        base = os.path.basename(name)
        group = {'rfc-1321.txt': 'MD5', 'oscca.txt': 'SM3'}.get(
            base, re.sub('(Short|Long)Msg.rsp', '', base))
        size = int(record.get('len', '0')) // 8
        if not h.alg(group) or 'msg' not in record or size > MESSAGE_MAX:
            continue
        yield Case(group, source, cases.DIGEST, h.alg(group),
                   mode=h.TEE_MODE_DIGEST,
                   data={cases.MESSAGE: unhex(record['msg'])[:size],
                         cases.OUTPUT: unhex(record['md'])})
    for source, name, record in numbered(
            folder, r'hashes/SHAKE/.*(Short|Long|Variable)\w+.rsp'):
        group = os.path.basename(name)[:8]
        message = unhex(record['msg'])
        if 'Variable' not in name:
            message = message[:int(record['len']) // 8]
        if len(message) > MESSAGE_MAX or 'output' not in record:
            continue
        yield Case(group, source, cases.DIGEST, h.alg(group),
                   mode=h.TEE_MODE_DIGEST,
                   data={cases.MESSAGE: message,
                         cases.OUTPUT: unhex(record['output'])})


def macs(folder, h):
    for source, name, record in numbered(folder, r'CMAC/.*', r'HMAC/rfc-\d+-'
                                         r'(md5|sha1).txt'):
        if 'HMAC' in name:
            group = 'HMAC_' + name.rpartition('-')[2][:-4].upper()
            key_type = h.value['TEE_TYPE_' + group]
            key, mac = unhex(record['key']), unhex(record['md'])
            message = unhex(record['msg'])[:int(record['len']) // 8]
            if not 64 <= len(key) * 8 <= 512 or (
                    group == 'HMAC_SHA1' and len(key) < 10):
                continue
            bits = len(key) * 8
        else:
            three = '3des' in name
            key = des3_key(record) if three else unhex(record['key'])
            group = 'DES3_CMAC' if three else 'AES_CMAC'
            key_type = h.TEE_TYPE_DES3 if three else h.TEE_TYPE_AES
            bits = len(key) * (7 if three else 8)
            message, mac = unhex(record['message']), unhex(record['output'])
        yield Case(group, source, cases.MAC, h.alg(group),
                   mode=h.TEE_MODE_MAC, key_type=key_type, key_bits=bits,
                   key=[(h.TEE_ATTR_SECRET_VALUE, key)],
                   data={cases.MESSAGE: message, cases.OUTPUT: mac},
                   expect=h.TEE_ERROR_MAC_INVALID)


def sha_of(text):
    return text.replace('-', '').replace('/', '')


# Sizes of DSA's prime by digest (Internal Core API 1.3.1, table 6-4).
DSA_BITS = {'SHA1': (512, 768, 1024), 'SHA224': (2048,), 'SHA256': (2048, 3072)}


def dsa(folder, h):
    for source, _, record in numbered(folder,
                                      r'asymmetric/DSA/FIPS_186-3/SigVer.rsp'):
        name = sha_of(re.search(r'SHA-\d+', record['#section'])[0])
        if 'result' not in record or not h.alg('DSA_' + name):
            continue
        p, q = unhex(record['p']), unhex(record['q'])
        if len(p) * 8 not in DSA_BITS[name]:
            continue
        r, s = (octets(int(record[k], 16)) for k in 'rs')
        if max(len(r), len(s)) > len(q):
            continue
        yield Case('DSA_' + name, source, cases.VERIFY, h.alg('DSA_' + name),
                   mode=h.TEE_MODE_VERIFY, key_type=h.TEE_TYPE_DSA_PUBLIC_KEY,
                   key_bits=len(p) * 8,
                   key=[(h.TEE_ATTR_DSA_PRIME, p),
                        (h.TEE_ATTR_DSA_SUBPRIME, q),
                        (h.TEE_ATTR_DSA_BASE, unhex(record['g'])),
                        (h.TEE_ATTR_DSA_PUBLIC_VALUE, unhex(record['y']))],
                   data={cases.MESSAGE: digest(name, unhex(record['msg'])),
                         cases.OUTPUT: r.rjust(len(q), b'\0') +
                         s.rjust(len(q), b'\0')},
                   verdict=cases.VALID if record['result'].startswith('P')
                   else cases.INVALID,
                   expect=h.TEE_ERROR_SIGNATURE_INVALID)


def ecdsa(folder, h):
    for source, _, record in numbered(
            folder, r'asymmetric/ECDSA/FIPS_186-3/SigVer.rsp'):
        nist, name = record['#section'].split(',')[:2]
        name = sha_of(name)
        if nist not in NIST_CURVE or 'result' not in record:
            continue
        curve, size, _ = CURVES[NIST_CURVE[nist]]
        element = h.value['TEE_ECC_CURVE_' + curve]
        r, s, x, y = (octets(int(record[k], 16))
                      for k in ('r', 's', 'qx', 'qy'))
        if max(len(r), len(s), len(x), len(y)) > size:
            continue
        r, s, x, y = (v.rjust(size, b'\0') for v in (r, s, x, y))
        wrong_key = 'Q' in record['result'].partition('(')[2]
        yield Case(f'ECDSA_{name} {curve}', source, cases.VERIFY,
                   h.alg('ECDSA_' + name), mode=h.TEE_MODE_VERIFY,
                   element=element, key_type=h.TEE_TYPE_ECDSA_PUBLIC_KEY,
                   key_bits=curve_bits(NIST_CURVE[nist]),
                   key=ec_attributes(h, element, x, y),
                   data={cases.MESSAGE: digest(name, unhex(record['msg'])),
                         cases.OUTPUT: r + s},
                   verdict=cases.VALID if record['result'].startswith('P')
                   else cases.INVALID,
                   expect=cases.REFUSED if wrong_key
                   else h.TEE_ERROR_SIGNATURE_INVALID)


def ecdsa_sign(folder, h):
    """Deterministic signatures are none of the API's promises: what is signed
    must verify."""
    for source, _, record in numbered(
            folder, r'asymmetric/ECDSA/FIPS_186-3/SigGen.txt'):
        nist, _, name = record['#section'].partition(',')
        name = sha_of(name)
        if nist not in NIST_CURVE or 'd' not in record:
            continue
        curve, size, _ = CURVES[NIST_CURVE[nist]]
        element = h.value['TEE_ECC_CURVE_' + curve]
        d, x, y = (octets(int(record[k], 16), size) for k in ('d', 'qx', 'qy'))
        yield Case(f'ECDSA_{name} {curve}', source, cases.SIGN,
                   h.alg('ECDSA_' + name), mode=h.TEE_MODE_SIGN,
                   element=element, key_type=h.TEE_TYPE_ECDSA_KEYPAIR,
                   key_bits=curve_bits(NIST_CURVE[nist]),
                   key=ec_attributes(h, element, x, y, d),
                   data={cases.MESSAGE: digest(name, unhex(record['msg']))})


def ecdh(folder, h):
    for source, _, record in numbered(
            folder, r'asymmetric/ECDH/KAS.*NOKC_ZZOnly_(init|resp).fax'):
        letter = record['#section'].strip('[] ')[:2]
        nist = {'EA': 'P-192', 'EB': 'P-224', 'EC': 'P-256', 'ED': 'P-384',
                'EE': 'P-521'}.get(letter)
        if not nist or 'z' not in record:
            continue
        curve, size, _ = CURVES[NIST_CURVE[nist]]
        d = int(record['dsiut'], 16)
        x, y, px, py = (int(record[k], 16) for k in (
            'qsiutx', 'qsiuty', 'qscavsx', 'qscavsy'))
        good = record['result'].startswith('P')
        # Failures are of the hash of Z, or of a public key.
        if not good and '(4' not in record['result']:
            continue
        if max(px, py, x, y).bit_length() > size * 8:
            continue
        if good:
            yield ecdh_case(h, source, curve,
                            h.value['TEE_ECC_CURVE_' + curve],
                            curve_bits(NIST_CURVE[nist]), size,
                            (octets(x, size), octets(y, size)), d,
                            (octets(px, size), octets(py, size)),
                            unhex(record['z']))


def ed25519(folder, h):
    with open(os.path.join(folder, 'asymmetric/Ed25519/sign.input')) as file:
        for i, line in enumerate(file):
            secret, public, message, signed, _ = line.split(':')
            yield eddsa_sign(h, 'ED25519', f'nist Ed25519 {i}', 256,
                             unhex(secret)[:32], unhex(public),
                             unhex(message), unhex(signed)[:64])


def ed448(folder, h):
    for source, _, record in numbered(folder, r'asymmetric/Ed448/rfc8032.txt'):
        params = []
        if 'context' in record['#new']:
            params = [(h.TEE_ATTR_EDDSA_CTX, unhex(record['context']))]
        yield eddsa_sign(h, 'ED448', source, 448, unhex(record['secret']),
                         unhex(record['public']), unhex(record['message']),
                         unhex(record['signature']), params)


def eddsa_sign(h, name, source, bits, secret, public, message, signature,
               params=()):
    return Case(name, source, cases.SIGN, h.alg(name), mode=h.TEE_MODE_SIGN,
                key_type=h.value[f'TEE_TYPE_{name}_KEYPAIR'], key_bits=bits,
                key=[(h.value[f'TEE_ATTR_{name}_PUBLIC_VALUE'], public),
                     (h.value[f'TEE_ATTR_{name}_PRIVATE_VALUE'], secret)],
                params=params,
                data={cases.MESSAGE: message, cases.OUTPUT: signature})


def dh(folder, h):
    for source, name, record in numbered(folder,
                                         r'asymmetric/DH/(vec|RFC5114).txt'):
        if 'RFC' in name:
            values = [int(record[k], 16) for k in (
                'p', 'g', 'xstatiut', 'ystatiut', 'ystatcavs', 'z')]
        else:
            p, g, x, y = (int(record[k]) for k in 'pgxy')
            values = [p, g, x, pow(g, x, p), y, int(record['k'], 16)]
        yield dh_case(h, source, *values)


def dh_case(h, source, p, g, x, y, peer, z):
    """The secret has no leading zeros, as OP-TEE's has none."""
    return Case('DH_DERIVE_SHARED_SECRET', source, cases.DERIVE,
                h.TEE_ALG_DH_DERIVE_SHARED_SECRET, mode=h.TEE_MODE_DERIVE,
                key_type=h.TEE_TYPE_DH_KEYPAIR, key_bits=p.bit_length(),
                key=[(h.TEE_ATTR_DH_PRIME, octets(p)),
                     (h.TEE_ATTR_DH_BASE, octets(g)),
                     (h.TEE_ATTR_DH_PUBLIC_VALUE, octets(y)),
                     (h.TEE_ATTR_DH_PRIVATE_VALUE, octets(x))],
                params=[(h.TEE_ATTR_DH_PUBLIC_VALUE, octets(peer))],
                data={cases.OUTPUT: octets(z)})


def rsa_sign_verify(folder, h):
    for kind, group in (('15', 'RSASSA_PKCS1_V1_5_'),
                        ('PSS', 'RSASSA_PKCS1_PSS_MGF1_')):
        for source, _, record in numbered(
                folder, rf'asymmetric/RSA/FIPS_186-2/SigVer{kind}_186-3.rsp'):
            if 'result' not in record or 's' not in record:
                continue
            name = sha_of(record['shaalg'])
            n, e = unhex(record['n']), unhex(record['e'])
            params = []
            if kind == 'PSS':
                salt = unhex(record.get('saltval', ''))
                params = [(h.TEE_ATTR_RSA_PSS_SALT_LENGTH,
                           (0 if salt == b'\0' else len(salt), 0))]
            yield Case(group + name, source, cases.VERIFY, h.alg(group + name),
                       mode=h.TEE_MODE_VERIFY,
                       key_type=h.TEE_TYPE_RSA_PUBLIC_KEY,
                       key_bits=number(n).bit_length(),
                       key=rsa_public(h, n, e), params=params,
                       data={cases.MESSAGE: digest(name, unhex(record['msg'])),
                             cases.OUTPUT: unhex(record['s'])},
                       verdict=cases.VALID if record['result'].startswith('P')
                       else cases.INVALID,
                       expect=cases.REFUSED if '(2' in record['result']
                       else h.TEE_ERROR_SIGNATURE_INVALID)


RSA_LABELS = {
    'modulus:': 'MODULUS', 'public exponent:': 'PUBLIC_EXPONENT',
    'exponent:': 'PRIVATE_EXPONENT', 'prime 1:': 'PRIME1',
    'prime 2:': 'PRIME2', 'prime exponent 1:': 'EXPONENT1',
    'prime exponent 2:': 'EXPONENT2', 'coefficient:': 'COEFFICIENT',
    'message:': 'message', 'message to be signed:': 'message',
    'signature:': 'output', 'encryption:': 'output', 'salt:': 'salt'}
RSA_ORDER = ['MODULUS', 'PUBLIC_EXPONENT', 'PRIVATE_EXPONENT', 'PRIME1',
             'PRIME2', 'EXPONENT1', 'EXPONENT2', 'COEFFICIENT']


def pkcs_records(path):
    """RSA Laboratories' text files: a comment names the number that the
    following lines of hex digits are. Of a key, what the private part says
    last counts."""
    record, label = {}, None
    with open(path, errors='replace') as file:
        for line in file:
            text = line.strip().lstrip('#').strip().lower()
            if line.startswith('#'):
                label = RSA_LABELS.get(text, label if not text else None)
                if label in record and label in ('message',):
                    record.pop('output', None)
                if label:
                    record[label] = ''
            elif label and re.fullmatch(r'[0-9a-f ]+', text):
                record[label] += text.replace(' ', '')
            elif not text and label == 'output' and record.get('output'):
                yield dict(record)
                label = None


def rsa_pkcs(folder, h):
    for file, group, action, mode in (
            ('pkcs1v15sign-vectors.txt', 'RSASSA_PKCS1_V1_5_SHA1', cases.SIGN,
             h.TEE_MODE_SIGN),
            ('pkcs1v15crypt-vectors.txt', 'RSAES_PKCS1_V1_5', cases.DECRYPT,
             h.TEE_MODE_DECRYPT),
            ('pkcs-1v2-1d2-vec/pss-vect.txt', 'RSASSA_PKCS1_PSS_MGF1_SHA1',
             cases.VERIFY, h.TEE_MODE_VERIFY),
            ('pkcs-1v2-1d2-vec/oaep-vect.txt', 'RSAES_PKCS1_OAEP_MGF1_SHA1',
             cases.DECRYPT, h.TEE_MODE_DECRYPT)):
        path = os.path.join(folder, 'asymmetric/RSA', file)
        for i, record in enumerate(pkcs_records(path)):
            parts = RSA_ORDER if i % 3 else RSA_ORDER[:3]
            key = [(h.value['TEE_ATTR_RSA_' + part], unhex(record[part]))
                   for part in parts]
            one, other = unhex(record['message']), unhex(record['output'])
            if action == cases.DECRYPT:
                one, other = other, one
            else:
                one = digest('SHA1', one)
            yield Case(group, f'nist {os.path.basename(file)} {i}', action,
                       h.alg(group), mode=mode,
                       key_type=h.TEE_TYPE_RSA_KEYPAIR,
                       key_bits=number(key[0][1]).bit_length(), key=key,
                       data={cases.MESSAGE: one, cases.OUTPUT: other})


def pbkdf2_rfc(folder, h):
    for source, _, record in numbered(folder, r'KDF/rfc-6070.*'):
        rounds = int(record['iterations'])
        if rounds > 10000:
            continue
        text = {k: record[k].replace('\\0', '\0').encode()
                for k in ('password', 'salt')}
        yield pbkdf2_case(h, source, 'SHA1', text['password'], text['salt'],
                          rounds, unhex(record['derived_key']))


def pbkdf2_case(h, source, name, password, salt, rounds, key):
    group = f'PBKDF2_HMAC_{name}_DERIVE_KEY'
    return Case(group, source, cases.DERIVE, h.alg(group),
                mode=h.TEE_MODE_DERIVE, key_type=h.TEE_TYPE_PBKDF2_PASSWORD,
                key_bits=len(password) * 8,
                key=[(h.TEE_ATTR_PBKDF2_PASSWORD, password)],
                params=[(h.TEE_ATTR_PBKDF2_SALT, salt),
                        (h.TEE_ATTR_PBKDF2_ITERATION_COUNT, (rounds, 0)),
                        (h.TEE_ATTR_PBKDF2_DKM_LENGTH, (len(key), 0))],
                data={cases.OUTPUT: key})


def all_cases(debs, h):
    folder = os.path.join(debs, FOLDER)
    for source in (block_ciphers, des3, xts, gcm, ccm, digests, macs, dsa,
                   ecdsa, ecdsa_sign, ecdh, ed25519, ed448, dh,
                   rsa_sign_verify, rsa_pkcs, pbkdf2_rfc):
        yield from source(folder, h)
