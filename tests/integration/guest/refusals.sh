#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# TA images that must not run (made by tests/integration/containers.py): each
# has its own error, and an ordinary call works afterwards.
. "$(dirname "$0")/lib.sh"

family=09904e6a-8567-48d6-908b-c8e24f97d8
good="open g ${family}07 => SUCCESS
invoke g 1 v:5,3 vo vx:7,9 => SUCCESS p1=8,6 p2=9,7
close g"

try() { # try BYTE RESULT WHAT
    echo "# $3"
    printf 'open x %s%s => %s\n%s\n' $family "$1" "$2" "$good" | tee-probe
}

try 07 SUCCESS 'signed with RSA-PSS'
try 08 SUCCESS 'signed with ECDSA P-256'
try 09 SUCCESS 'signed with Ed25519'
try 01 'SIGNATURE_INVALID from TEE' 'one bit of the code changed'
try 0f 'SIGNATURE_INVALID from TEE' 'version in the header changed'
try 0e 'ACCESS_DENIED from TEE' 'one bit of the signature changed'
try 02 'ACCESS_DENIED from TEE' 'signed with a key that is not trusted'
try 03 'BAD_FORMAT from TEE' 'last page cut off'
try 0b 'BAD_FORMAT from TEE' 'cut off within the header'
try 0c 'BAD_FORMAT from TEE' 'empty file'
try 0d 'BAD_FORMAT from TEE' 'not a container'
try 10 'BAD_FORMAT from TEE' 'trusted signature, but no ELF file'
try 04 'SECURITY from TEE' 'image of another UUID'
try 11 'SECURITY from TEE' 'program of another UUID in the right container'
try 06 'OUT_OF_MEMORY from TEE' 'asks for 64 MiB'
try 0a 'ITEM_NOT_FOUND from TEE' 'no such file'

try 05 SUCCESS 'version 2'
cp /t/old/${family}05.ta /lib/optee_armtz/
try 05 'ACCESS_CONFLICT from TEE' 'version 1 after version 2'
cp /t/new/${family}05.ta /lib/optee_armtz/
try 05 SUCCESS 'version 3'
try 01 'SIGNATURE_INVALID from TEE' 'one bit of the code changed, again'
