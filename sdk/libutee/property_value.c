/* SPDX-License-Identifier: BSD-2-Clause */
/* See property_value.h; and tee_uuid_from_str(). */
#include "sdk/libutee/property_value.h"

#include <inttypes.h>
#include <printk.h>
#include <string.h>
#include <tee_internal_api_extensions.h>

size_t property_value_size(enum user_ta_prop_type type)
{
    switch (type) {
    case USER_TA_PROP_TYPE_BOOL:
        return sizeof(bool);
    case USER_TA_PROP_TYPE_U32:
        return sizeof(uint32_t);
    case USER_TA_PROP_TYPE_U64:
        return sizeof(uint64_t);
    case USER_TA_PROP_TYPE_UUID:
        return sizeof(TEE_UUID);
    case USER_TA_PROP_TYPE_IDENTITY:
        return sizeof(TEE_Identity);
    default:
        return 0;
    }
}

void property_value_print(enum user_ta_prop_type type, const void *value,
                          char text[PROPERTY_TEXT_MAX])
{
    const TEE_Identity *identity = value;

    switch (type) {
    case USER_TA_PROP_TYPE_BOOL:
        snprintk(text, PROPERTY_TEXT_MAX, "%s",
                 *(const bool *)value ? "true" : "false");
        break;
    case USER_TA_PROP_TYPE_U32:
        snprintk(text, PROPERTY_TEXT_MAX, "%" PRIu32, *(const uint32_t *)value);
        break;
    case USER_TA_PROP_TYPE_U64:
        snprintk(text, PROPERTY_TEXT_MAX, "%" PRIu64, *(const uint64_t *)value);
        break;
    case USER_TA_PROP_TYPE_UUID:
        snprintk(text, PROPERTY_TEXT_MAX, "%pUl", value);
        break;
    case USER_TA_PROP_TYPE_IDENTITY:
        snprintk(text, PROPERTY_TEXT_MAX, "%" PRIu32 ":%pUl", identity->login,
                 (const void *)&identity->uuid);
        break;
    default:
        text[0] = '\0';
        break;
    }
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at;

    if (c >= 'A' && c <= 'F')
        c = (char)(c - 'A' + 'a');
    at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

TEE_Result tee_uuid_from_str(TEE_UUID *uuid, const char *s)
{
    uint8_t octets[16];

    for (unsigned i = 0; i < 16; i++, s += 2) {
        int high, low;

        if ((i == 4 || i == 6 || i == 8 || i == 10) && *s++ != '-')
            return TEE_ERROR_BAD_PARAMETERS;
        high = hex_digit(s[0]);
        low = high < 0 ? -1 : hex_digit(s[1]);
        if (low < 0)
            return TEE_ERROR_BAD_PARAMETERS;
        octets[i] = (uint8_t)(high << 4 | low);
    }
    if (*s)
        return TEE_ERROR_BAD_PARAMETERS;
    memcpy(uuid, octets, sizeof(octets));
    uuid->timeLow = __builtin_bswap32(uuid->timeLow);
    uuid->timeMid = __builtin_bswap16(uuid->timeMid);
    uuid->timeHiAndVersion = __builtin_bswap16(uuid->timeHiAndVersion);
    return TEE_SUCCESS;
}
