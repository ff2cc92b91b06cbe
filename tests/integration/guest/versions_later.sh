#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# In a later boot: version 1 does not.
name=09904e6a-8567-48d6-908b-c8e24f97d805.ta
ta=/lib/optee_armtz/$name
try() {
    printf 'open x %s => %s\n' ${name%.ta} "$1" | tee-probe
}

cp $ta /t/two
cp /t/old/$name $ta
try 'ACCESS_CONFLICT from TEE'
cp /t/two $ta
try SUCCESS
cp /t/new/$name $ta
try SUCCESS
