#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""TA images that a TEE must refuse, and their good neighbours.

usage: containers.py SCRIPTS KEYS ELF BIG_ELF OUT

SCRIPTS is sdk/scripts, KEYS the folder with the trusted keys ta_rsa.pem,
ta_ecdsa.pem and ta_ed25519.pem, ELF a TA that loads, BIG_ELF one that asks for
too much memory. OUT gets ta/ (for the guest's TA folder), old/
and new/ (versions 1 and 3 of one of them). The last byte of the UUID tells
them apart; tests/integration/guest/refusals.sh says what each one is for.
"""
import os
import subprocess
import sys
import uuid

PARAMS = uuid.UUID('4fa94ce7-eb92-482a-9a6b-6626597be57b')
FAMILY = '09904e6a-8567-48d6-908b-c8e24f97d8'
HEADER = 20          # signed header up to the hash
HASH = 32
SIGNATURE = 256      # RSA-2048
VERSION = HEADER + HASH + SIGNATURE + 16


class Maker:
    def __init__(self, scripts, keys, elf, big, out):
        self.scripts, self.keys = scripts, keys
        self.elf, self.big = elf, big
        self.out = out
        for folder in ('ta', 'versions/old', 'versions/new'):
            os.makedirs(os.path.join(out, folder), exist_ok=True)

    def path(self, byte, folder='ta'):
        return os.path.join(self.out, folder, f'{FAMILY}{byte}.ta')

    def elf_for(self, elf, byte):
        """A copy of the parameter TA's ELF file that calls itself `byte`."""
        with open(elf, 'rb') as file:
            data = file.read()
        old, new = PARAMS.bytes_le, uuid.UUID(FAMILY + byte).bytes_le
        if data.count(old) != 1:
            sys.exit(f'containers.py: {elf}: {data.count(old)} UUIDs')
        path = os.path.join(self.out, 'patched.elf')
        with open(path, 'wb') as file:
            file.write(data.replace(old, new))
        return path

    def container(self, byte, key='ta_rsa.pem', version=0, elf=None,
                  uuid_byte=None):
        path = self.path(byte)
        elf = elf or self.elf_for(self.elf, uuid_byte or byte)
        self.run('sign_encrypt.py', '--key', os.path.join(self.keys, key),
                 '--uuid', FAMILY + (uuid_byte or byte), '--ta-version',
                 str(version), '--in', elf, '--out', path)
        with open(path, 'rb') as file:
            return bytearray(file.read())

    def run(self, script, *args):
        subprocess.run([sys.executable, os.path.join(self.scripts, script),
                        *args], check=True)

    def write(self, byte, data, folder='ta'):
        with open(self.path(byte, folder), 'wb') as file:
            file.write(data)

    def flipped(self, byte, at):
        data = self.container(byte)
        data[at] ^= 1
        self.write(byte, data)

    def make(self):
        self.container('07')
        self.container('08', 'ta_ecdsa.pem')
        self.container('09', 'ta_ed25519.pem')
        self.flipped('01', -2000)
        self.flipped('0f', VERSION)
        self.flipped('0e', HEADER + HASH + 100)
        self.container('02', self.foreign_key())
        self.write('03', self.container('03')[:-4096])
        self.write('0b', self.container('0b')[:100])
        self.write('0c', b'')
        self.write('0d', b'This is not a trusted application.\n' * 100)
        self.container('10', elf=__file__)
        self.container('04', uuid_byte='07')
        self.container('06', elf=self.elf_for(self.big, '06'))
        self.container('11', elf=self.elf_for(self.elf, '07'))
        for folder, version in (('versions/old', 1), ('versions/new', 3)):
            self.write('05', self.container('05', version=version), folder)
        self.container('05', version=2)

    def foreign_key(self):
        """An RSA key that nobody trusts; an absolute path."""
        path = os.path.abspath(os.path.join(self.out, 'foreign.pem'))
        if not os.path.exists(path):
            self.run('export_keys.py', 'new', 'rsa', path)
        return path


Maker(*sys.argv[1:]).make()
