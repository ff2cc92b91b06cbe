/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plug-in of the supplicant, for tests. Commands:
 *
 * PING  nothing
 * ADD   two numbers in; their sum, or with subcommand '-' their difference
 * SUM   octets in; one octet, their sum
 * TEXT  nothing in, a text of 18 octets out
 * LIE   says that it has put out 2^40 octets
 * FAIL  the subcommand is the result
 */
#include <stdint.h>
#include <string.h>

#include <tee_plugin_method.h>

enum { PING, ADD, SUM, TEXT, LIE, FAIL };

__attribute__((
    visibility("default"))) extern struct plugin_method plugin_method;

static int begun;

static TEEC_Result begin(void)
{
    begun++;
    return TEEC_SUCCESS;
}

static TEEC_Result add(unsigned int sub, void *data, size_t in, size_t *out)
{
    uint32_t number[2];

    if (in < sizeof(number))
        return TEEC_ERROR_BAD_PARAMETERS;
    memcpy(number, data, sizeof(number));
    number[0] = sub == '-' ? number[0] - number[1] : number[0] + number[1];
    memcpy(data, number, sizeof(number[0]));
    *out = sizeof(number[0]);
    return TEEC_SUCCESS;
}

static TEEC_Result sum(uint8_t *data, size_t in, size_t *out)
{
    uint8_t total = 0;

    for (size_t i = 0; i < in; i++)
        total = (uint8_t)(total + data[i]);
    if (!in)
        return TEEC_ERROR_BAD_PARAMETERS;
    data[0] = total;
    *out = 1;
    return TEEC_SUCCESS;
}

static TEEC_Result text(void *data, size_t in, size_t *out)
{
    static const char words[] = "a plug-in's words";

    *out = sizeof(words);
    if (in < sizeof(words))
        return TEEC_ERROR_SHORT_BUFFER;
    memcpy(data, words, sizeof(words));
    return TEEC_SUCCESS;
}

static TEEC_Result invoke(unsigned int cmd, unsigned int sub, void *data,
                          size_t in, size_t *out)
{
    switch (cmd) {
    case PING:
        return begun == 1 && !in && !data ? TEEC_SUCCESS : TEEC_ERROR_BAD_STATE;
    case ADD:
        return add(sub, data, in, out);
    case SUM:
        return sum(data, in, out);
    case TEXT:
        return text(data, in, out);
    case LIE:
        *out = (size_t)1 << 40;
        return TEEC_SUCCESS;
    case FAIL:
        return sub;
    default:
        return TEEC_ERROR_NOT_SUPPORTED;
    }
}

struct plugin_method plugin_method = {
    "calculator",
    {0x6d2f4b1e, 0x0c7a, 0x4e55, {0x8b, 0x31, 1, 2, 3, 4, 5, 6}},
    begin,
    invoke,
};
