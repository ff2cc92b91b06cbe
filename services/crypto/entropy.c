/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * With RNDR, every request is answered from it, and the platform's seed is
 * added (exclusive or) to the first bytes ever given out: the first seeding of
 * the DRBG is then good if either source is. Without RNDR the seed is all
 * there is: its 48 bytes are given out once, which is what a CTR-DRBG with
 * AES-256 takes (32 bytes of entropy, 16 of nonce), and never stretched.
 *
 * RNDR is trusted to be what Arm specifies (SP 800-90B behind SP 800-90A); a
 * stuck one is noticed by a repeated number, as in the repetition count test
 * of SP 800-90B, 4.4.1, and is not used any more.
 *
 * State: struct entropy. Seed bytes are wiped as they are given out.
 */
#include "services/crypto/entropy.h"
#include "lib/mem.h"

enum { RETRIES = 16 }; /* RNDR may fail for a moment when many CPUs ask */

static struct entropy {
    const struct crypto_port *port;
    uint8_t seed[SEED_LENGTH];
    size_t seed_left; /* bytes at the end of seed not yet given out */
    _Bool has_cpu;
    uint64_t last; /* number from the CPU */
} entropy;

static _Bool cpu_next(uint64_t *value)
{
    for (unsigned i = 0; i < RETRIES; i++) {
        if (!entropy.port->cpu_random(value))
            continue;
        if (*value == entropy.last) {
            entropy.port->log("the CPU's random numbers repeat: not used");
            entropy.has_cpu = 0;
            return 0;
        }
        entropy.last = *value;
        return 1;
    }
    return 0;
}

static _Bool cpu_fill(uint8_t *p, size_t n)
{
    while (n) {
        uint64_t value;
        size_t step = n < sizeof(value) ? n : sizeof(value);
        if (!cpu_next(&value))
            return 0;
        memcpy(p, &value, step);
        mem_wipe(&value, sizeof(value));
        p += step;
        n -= step;
    }
    return 1;
}

/* Adds what is left of the seed to the bytes at p. */
static void seed_add(uint8_t *p, size_t n)
{
    if (n > entropy.seed_left)
        n = entropy.seed_left;
    uint8_t *seed = entropy.seed + SEED_LENGTH - entropy.seed_left;
    for (size_t i = 0; i < n; i++)
        p[i] ^= seed[i];
    mem_wipe(seed, n);
    entropy.seed_left -= n;
}

void entropy_init(const struct crypto_port *port)
{
    uint64_t first;
    entropy = (struct entropy){.port = port};
    if (port->seed_take(entropy.seed))
        entropy.seed_left = SEED_LENGTH;
    entropy.has_cpu = cpu_next(&first) && cpu_next(&first);
    mem_wipe(&first, sizeof(first));
    if (entropy.has_cpu)
        port->log(entropy.seed_left ? "entropy: CPU and platform seed"
                                    : "entropy: CPU");
    else
        port->log(entropy.seed_left ? "entropy: platform seed only"
                                    : "no entropy: random numbers are refused");
}

_Bool entropy_is_endless(void)
{
    return entropy.has_cpu;
}

_Bool entropy_read(void *buf, size_t n)
{
    memset(buf, 0, n);
    _Bool enough = entropy.has_cpu ? cpu_fill(buf, n) : n <= entropy.seed_left;
    if (enough)
        seed_add(buf, n);
    else
        mem_wipe(buf, n);
    return enough;
}
