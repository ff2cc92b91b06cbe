/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * request_decode(), request_encode(): the input is a message to a TA and its
 * leases. A decoded request names only leases that are there, with the rights
 * its types need and as long as it says; its reply has outputs only.
 * Floor: 95
 */
#include <string.h>

#include "abi/ta_msg.h"
#include "sdk/engine/request.h"
#include "tests/fuzz/fuzz.h"

static void check_param(const struct request *r, unsigned i,
                        const struct request_lease *leases, unsigned count)
{
    uint32_t type = TEE_PARAM_TYPE_GET(r->params.types, i);
    uint64_t a = r->params.vals[2 * i], b = r->params.vals[2 * i + 1];

    CHECK(type == TEE_PARAM_TYPE_NONE || param_is_value(type) ||
          param_is_memref(type));
    if (param_is_value(type))
        CHECK(a <= UINT32_MAX && b <= UINT32_MAX);
    if (!(r->leased >> i & 1)) {
        CHECK(!param_is_memref(type) || a + b >= a);
        return;
    }
    CHECK(param_is_memref(type) && r->lease[i] < count);
    CHECK(b <= leases[r->lease[i]].length);
    CHECK(!param_is_input(type) || leases[r->lease[i]].rights & KLEASE_READ);
    CHECK(!param_is_output(type) || leases[r->lease[i]].rights & KLEASE_WRITE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);
    struct request_lease leases[KMSG_LEASES];
    uint64_t w[KMSG_WORDS];
    struct request r;
    unsigned count = reader_u8(&in) % (KMSG_LEASES + 1);

    for (unsigned i = 0; i < count; i++) {
        leases[i].rights = reader_u8(&in) & 3;
        leases[i].length = reader_u32_le(&in);
    }
    for (unsigned i = 0; i < KMSG_WORDS; i++)
        w[i] = reader_u64_le(&in);
    if (!request_decode(w, leases, count, &r))
        return 0;
    CHECK(r.session != 0 || r.entry == ENGINE_DESTROY);
    for (unsigned i = 0; i < TEE_NUM_PARAMS; i++)
        check_param(&r, i, leases, count);
    request_encode(&r, TEE_SUCCESS, 4, w);
    CHECK(w[0] == 4ull << 32 && w[1] == 0 && w[2] == 0 && w[11] == 0);
    for (unsigned i = 0; i < TEE_NUM_PARAMS; i++)
        if (!param_is_output(TEE_PARAM_TYPE_GET(r.params.types, i)))
            CHECK(w[3 + 2 * i] == 0 && w[4 + 2 * i] == 0);
    return 0;
}
