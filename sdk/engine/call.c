/* SPDX-License-Identifier: BSD-2-Clause */
/* See call.h. */
#include "sdk/engine/call.h"

#include <string.h>

TEE_Result result_of_kernel(enum kerr error)
{
    switch (error) {
    case KERR_OK:
        return TEE_SUCCESS;
    case KERR_NO_MEMORY:
    case KERR_DEPTH:
        return TEE_ERROR_OUT_OF_MEMORY;
    case KERR_DEADLOCK:
        return TEE_ERROR_BUSY;
    case KERR_PEER_DIED:
        return TEE_ERROR_TARGET_DEAD;
    case KERR_ADDRESS:
    case KERR_DENIED:
        return TEE_ERROR_ACCESS_DENIED;
    default:
        return TEE_ERROR_GENERIC;
    }
}

void uuid_to_words(const TEE_UUID *uuid, uint64_t w[2])
{
    TEE_UUID octets = *uuid;

    octets.timeLow = __builtin_bswap32(uuid->timeLow);
    octets.timeMid = __builtin_bswap16(uuid->timeMid);
    octets.timeHiAndVersion = __builtin_bswap16(uuid->timeHiAndVersion);
    memcpy(w, &octets, sizeof(octets));
}

void uuid_from_words(const uint64_t w[2], TEE_UUID *uuid)
{
    memcpy(uuid, w, sizeof(*uuid));
    uuid->timeLow = __builtin_bswap32(uuid->timeLow);
    uuid->timeMid = __builtin_bswap16(uuid->timeMid);
    uuid->timeHiAndVersion = __builtin_bswap16(uuid->timeHiAndVersion);
}
