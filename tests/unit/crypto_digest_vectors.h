/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known answers of all digests, of "", "abc" and a pattern of PATTERN bytes.
 * Those of "" and "abc" are the published ones (RFC 1321, FIPS 180-4, FIPS 202,
 * GB/T 32905); those of the pattern were computed with Python's hashlib.
 * SHAKEs: the first 64 bytes of output.
 */
#pragma once
#include <stdint.h>
#include "abi/crypto_msg.h"

enum { PATTERN = 20000 };

static const struct vector {
    enum crypto_alg alg;
    unsigned size;
    const char *empty, *abc, *pattern;
} vectors[] = {
    /* clang-format off */
    {ALG_MD5, 16,
     "d41d8cd98f00b204e9800998ecf8427e",
     "900150983cd24fb0d6963f7d28e17f72",
     "a6a4186232db0d067e5b36ea78862c9d"},
    {ALG_SHA1, 20,
     "da39a3ee5e6b4b0d3255bfef95601890afd80709",
     "a9993e364706816aba3e25717850c26c9cd0d89d",
     "15c561417a89c476917cb05bddb3ccb468aeacd3"},
    {ALG_SHA224, 28,
     "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
     "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
     "273482868c3a905c9dedb97b9e37b99ffba27109e5fb81ea280323ef"},
    {ALG_SHA256, 32,
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "86999324511ad84c69f01938832689a50bebda2d4c65061db2e73b4b0857e831"},
    {ALG_SHA384, 48,
     "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
     "9f81e412af1ede7823db83f40a55c4cf1f54518140374a0ad2c0425050b2d05ae518696bd99cfdbd52b0e3a54881e131"},
    {ALG_SHA512, 64,
     "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "f743ebdb60a507b15f9c3865ffef588ba1a0df17b643a2364d530d8004707c85f48fd1d3ce0aa11a7547be766c016fa10856a90e90fe3ff4b25db7cbf53ae873"},
    {ALG_SM3, 32,
     "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
     "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
     "aab38a629bb117ecce559f2fc96f61110d586d680f68606f052c453f041fc419"},
    {ALG_SHA3_224, 28,
     "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7",
     "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
     "8df406c6ce5e12b55dd0861e39488a2208dddd8ad978be45eeea66fa"},
    {ALG_SHA3_256, 32,
     "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a",
     "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
     "89fe61b5855c4e8f91fb423b4687ce62a98949f26cb72b881c78b9e6ded59c73"},
    {ALG_SHA3_384, 48,
     "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004",
     "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25",
     "5c4350a473d9f4c3883cebfed729b92936048f3accbb47edfaa5d9879efad0e44cc3946d18d3ef54d7c5ad57e2a6ee16"},
    {ALG_SHA3_512, 64,
     "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a615b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26",
     "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
     "46121e8fe302e338c35b546fc372eac6c86810c9686561abafaf6bfd3c86ab49fe02e3d13ac212a14384a7169d5635bd91367a9ff0939b149cebbb649ce42b15"},
    {ALG_SHAKE128, 64,
     "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef263cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2",
     "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc844c50af32acd3f2cdd066568706f509bc1bdde58295dae3f891a9a0fca578378",
     "4121883e74b6ba81cd4e65395ff941d585bee85287ea511e149951816379602adcd22d401a6dd20097fad144c1992f510c434eb50a2269a75bb072b7f06262a5"},
    {ALG_SHAKE256, 64,
     "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762fd75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be",
     "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4",
     "798cabb51dd20d62cb0e973f2b1e00d5008090b4e8cd7e3bf4bbd8ef212a479c3f2febd212b91c64d8b3705fba4da71f1b22ebeede97e37730cae04365fd063f"},
    /* clang-format on */
};

#define FOR_EACH_VECTOR(v)                                                     \
    for (const struct vector *v = vectors;                                     \
         v < vectors + sizeof(vectors) / sizeof(vectors[0]); v++)

static inline void pattern_fill(uint8_t p[PATTERN])
{
    for (unsigned i = 0; i < PATTERN; i++)
        p[i] = (uint8_t)(i * 7 + (i >> 8));
}
