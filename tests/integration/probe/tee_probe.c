/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tee-probe: runs a script of TEE Client API calls and says what came back,
 * as TAP lines. A line of the script is one call and what to expect:
 *
 *   open NAME UUID [PARAM]...     => EXPECTED
 *   invoke NAME COMMAND [PARAM]... => EXPECTED
 *   cancel MS invoke ...          the same, cancelled after MS milliseconds
 *   close NAME
 *   # a comment
 *
 * NAME is one letter, a..z. Parameters:
 *   -               none
 *   v:A,B           value for input    vo   for output    vx:A,B  for both
 *   ti:HEX          memory for input with these bytes; also ti:"text"
 *   to:SIZE         memory of SIZE bytes for output
 *   tx:HEX          memory for both
 *                   t: temporary, p: part of a larger region, at offset 13,
 *                   w: a whole region
 *   ni no nx        a NULL temporary reference, of size 0 or, no:SIZE, more
 *
 * What came back is "SUCCESS" or "ERROR from ORIGIN", followed by the output
 * parameters if there are any to look at: " pN=A,B" or " pN=SIZE:HEX" (at
 * most 64 bytes of it; of a reference that was too short, only SIZE).
 * EXPECTED is matched to it as a shell pattern; what a pattern matched is
 * shown in a comment.
 *
 * usage: tee-probe [SCRIPT]. Status 0: all as expected, 1: not, 2: no script.
 */
#include <err.h>
#include <fnmatch.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tee_client_api.h>

#define SESSIONS       26
#define PARAMS         4
#define PARTIAL_OFFSET 13
#define SHOWN_BYTES    64
#define WORDS          16

static TEEC_Context context;
static TEEC_Session sessions[SESSIONS];
static _Bool is_open[SESSIONS];

/* ---- names ---- */

static const char *result_name(TEEC_Result result)
{
    static const struct {
        TEEC_Result value;
        const char *name;
    } names[] = {
#define TEE_RESULT(name, value) {value, #name},
#include "abi/tee_result.def"
#undef TEE_RESULT
    };
    static char number[16];

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (names[i].value == result)
            return strncmp(names[i].name, "ERROR_", 6) ? names[i].name
                                                       : names[i].name + 6;
    snprintf(number, sizeof(number), "0x%08x", (unsigned)result);
    return number;
}

static const char *origin_name(uint32_t origin)
{
    static const char *const names[] = {"nowhere", "API", "COMMS", "TEE", "TA"};

    return origin < 5 ? names[origin] : "?";
}

/* ---- parameters ---- */

/* What a parameter holds besides the operation: freed after the call. */
struct holder {
    uint32_t type;
    uint8_t *bytes; /* where the TA sees them */
    size_t size;
    uint8_t *temporary;
    TEEC_SharedMemory region; /* buffer NULL: none */
};

static uint8_t hex_digit(const char *at)
{
    const char *digits = "0123456789abcdef";
    const char *found = *at ? strchr(digits, *at) : NULL;

    if (!found)
        errx(2, "not hexadecimal: %s", at);
    return (uint8_t)(found - digits);
}

/* The text after "xx:" of a memory parameter: its size, and bytes to `to`. */
static size_t bytes_decode(const char *text, char direction, uint8_t *to)
{
    size_t size;

    if (direction == 'o')
        return strtoul(text, NULL, 0);
    if (*text == '"') {
        size = strcspn(text + 1, "\"");
        if (to)
            memcpy(to, text + 1, size);
        return size;
    }
    size = strlen(text) / 2;
    for (size_t i = 0; to && i < size; i++)
        to[i] = (uint8_t)(hex_digit(text + 2 * i) << 4 |
                          hex_digit(text + 2 * i + 1));
    return size;
}

static uint32_t direction_flags(char direction)
{
    return direction == 'i'   ? TEEC_MEM_INPUT
           : direction == 'o' ? TEEC_MEM_OUTPUT
                              : TEEC_MEM_INPUT | TEEC_MEM_OUTPUT;
}

static void region_make(struct holder *h, char direction, size_t size)
{
    h->region.size = size;
    h->region.flags = direction_flags(direction);
    if (TEEC_AllocateSharedMemory(&context, &h->region) != TEEC_SUCCESS)
        errx(2, "no shared memory");
}

static void memory_param(const char *text, TEEC_Parameter *p, struct holder *h)
{
    char kind = text[0];
    char direction = text[1];
    const char *rest = strlen(text) > 3 ? text + 3 : "";
    uint32_t flags = direction_flags(direction);

    h->size = bytes_decode(rest, direction, NULL);
    if (kind == 't') {
        h->bytes = h->temporary = calloc(1, h->size + 1);
        p->tmpref.buffer = h->bytes;
        p->tmpref.size = h->size;
        h->type = TEEC_MEMREF_TEMP_INPUT - 1 + flags;
    } else if (kind == 'p') {
        region_make(h, direction, h->size + PARTIAL_OFFSET + 3);
        memset(h->region.buffer, 0xa5, h->region.size);
        h->bytes = (uint8_t *)h->region.buffer + PARTIAL_OFFSET;
        p->memref.parent = &h->region;
        p->memref.offset = PARTIAL_OFFSET;
        p->memref.size = h->size;
        h->type = TEEC_MEMREF_PARTIAL_INPUT - 1 + flags;
    } else {
        region_make(h, direction, h->size);
        h->bytes = h->region.buffer;
        p->memref.parent = &h->region;
        h->type = TEEC_MEMREF_WHOLE;
    }
    memset(h->bytes, 0, h->size);
    bytes_decode(rest, direction, h->bytes);
}

static void param_decode(const char *text, TEEC_Parameter *p, struct holder *h)
{
    unsigned a = 0;
    unsigned b = 0;

    switch (text[0]) {
    case '-':
        return;
    case 'n':
        p->tmpref.size = strlen(text) > 3 ? strtoul(text + 3, NULL, 0) : 0;
        h->type = TEEC_MEMREF_TEMP_INPUT - 1 + direction_flags(text[1]);
        return;
    case 'v':
        if (strchr(text, ':') &&
            sscanf(strchr(text, ':') + 1, "%i,%i", (int *)&a, (int *)&b) != 2)
            errx(2, "not a value: %s", text);
        p->value = (TEEC_Value){a, b};
        h->type = text[1] == 'o'   ? TEEC_VALUE_OUTPUT
                  : text[1] == 'x' ? TEEC_VALUE_INOUT
                                   : TEEC_VALUE_INPUT;
        return;
    default:
        if (!strchr("tpw", text[0]) || !strchr("iox", text[1]))
            errx(2, "not a parameter: %s", text);
        memory_param(text, p, h);
    }
}

/* Partial: the bytes around the reference must be as they were. */
static _Bool holder_intact(const struct holder *h)
{
    const uint8_t *bytes = h->region.buffer;

    if (h->type < TEEC_MEMREF_PARTIAL_INPUT)
        return 1;
    for (size_t i = 0; i < h->region.size; i++)
        if ((i < PARTIAL_OFFSET || i >= PARTIAL_OFFSET + h->size) &&
            bytes[i] != 0xa5)
            return 0;
    return 1;
}

static void holder_free(struct holder *h)
{
    free(h->temporary);
    if (h->region.buffer)
        TEEC_ReleaseSharedMemory(&h->region);
}

static void show_memory(FILE *out, unsigned i, const struct holder *h,
                        const TEEC_Parameter *p)
{
    _Bool is_temporary = h->type <= TEEC_MEMREF_TEMP_INOUT;
    size_t size = is_temporary ? p->tmpref.size : p->memref.size;

    fprintf(out, " p%u=%zu:", i, size);
    for (size_t n = 0; size <= h->size && n < size && n < SHOWN_BYTES; n++)
        fprintf(out, "%02x", h->bytes[n]);
    if (!holder_intact(h))
        fprintf(out, "(bytes outside the reference changed)");
}

static void show_outputs(FILE *out, const struct holder *h,
                         const TEEC_Operation *op)
{
    for (unsigned i = 0; i < PARAMS; i++, h++) {
        const TEEC_Parameter *p = &op->params[i];

        if (h->type == TEEC_VALUE_OUTPUT || h->type == TEEC_VALUE_INOUT)
            fprintf(out, " p%u=%u,%u", i, p->value.a, p->value.b);
        else if (h->type == TEEC_MEMREF_TEMP_OUTPUT ||
                 h->type == TEEC_MEMREF_TEMP_INOUT ||
                 h->type == TEEC_MEMREF_PARTIAL_OUTPUT ||
                 h->type == TEEC_MEMREF_PARTIAL_INOUT ||
                 (h->type == TEEC_MEMREF_WHOLE &&
                  h->region.flags & TEEC_MEM_OUTPUT))
            show_memory(out, i, h, p);
    }
}

/* ---- calls ---- */

struct cancel {
    TEEC_Operation *op;
    unsigned ms;
};

static void *cancel_main(void *argument)
{
    const struct cancel *c = argument;

    usleep(c->ms * 1000);
    TEEC_RequestCancellation(c->op);
    return NULL;
}

static TEEC_UUID uuid_decode(const char *text)
{
    TEEC_UUID u;
    uint8_t octets[16];
    size_t n = 0;

    for (const char *at = text; *at && n < 16; at++)
        if (*at != '-') {
            octets[n++] = (uint8_t)(hex_digit(at) << 4 | hex_digit(at + 1));
            at++;
        }
    if (n != 16)
        errx(2, "not a UUID: %s", text);
    u.timeLow = (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 |
                (uint32_t)octets[2] << 8 | octets[3];
    u.timeMid = (uint16_t)(octets[4] << 8 | octets[5]);
    u.timeHiAndVersion = (uint16_t)(octets[6] << 8 | octets[7]);
    memcpy(u.clockSeqAndNode, octets + 8, 8);
    return u;
}

static TEEC_Result call_open(unsigned s, const char *uuid_text,
                             TEEC_Operation *op, uint32_t *origin)
{
    TEEC_UUID uuid = uuid_decode(uuid_text);
    TEEC_Result result = TEEC_OpenSession(&context, &sessions[s], &uuid,
                                          TEEC_LOGIN_PUBLIC, NULL, op, origin);

    is_open[s] = result == TEEC_SUCCESS;
    return result;
}

/* Makes the call in words[0..n) and writes to `out` what came back. */
static void call_make(FILE *out, char **words, size_t n, unsigned cancel_ms)
{
    TEEC_Operation op = {0};
    struct holder holders[PARAMS] = {{0}};
    struct cancel cancel = {&op, cancel_ms};
    unsigned s = (unsigned)(words[1][0] - 'a');
    pthread_t thread;
    uint32_t origin = 0;
    TEEC_Result result;

    for (unsigned i = 0; i < PARAMS && i + 3 < n; i++)
        param_decode(words[i + 3], &op.params[i], &holders[i]);
    op.paramTypes = TEEC_PARAM_TYPES(holders[0].type, holders[1].type,
                                     holders[2].type, holders[3].type);
    if (cancel_ms)
        pthread_create(&thread, NULL, cancel_main, &cancel);
    if (words[0][0] == 'o')
        result = call_open(s, words[2], &op, &origin);
    else
        result = TEEC_InvokeCommand(
            &sessions[s], (uint32_t)strtoul(words[2], NULL, 0), &op, &origin);
    if (cancel_ms)
        pthread_join(thread, NULL);
    fputs(result_name(result), out);
    if (result)
        fprintf(out, " from %s", origin_name(origin));
    if (result == TEEC_SUCCESS || result == TEEC_ERROR_SHORT_BUFFER)
        show_outputs(out, holders, &op);
    for (unsigned i = 0; i < PARAMS; i++)
        holder_free(&holders[i]);
}

static size_t words_split(char *line, char **words)
{
    size_t n = 0;

    for (char *w = strtok(line, " \t"); w; w = strtok(NULL, " \t")) {
        if (n == WORDS)
            errx(2, "too many words");
        words[n++] = w;
    }
    return n;
}

/* Runs one call and its expectation; returns 1 if it was met. */
static _Bool call_check(const char *line, char *call, const char *expected)
{
    char *words[WORDS];
    size_t n = words_split(call, words);
    size_t first = 0;
    unsigned cancel_ms = 0;
    char *got = NULL;
    size_t got_size = 0;
    _Bool met;
    FILE *out;

    if (n > 2 && strcmp(words[0], "cancel") == 0) {
        cancel_ms = (unsigned)strtoul(words[1], NULL, 0);
        first = 2;
    }
    if (n < first + 3 || words[first + 1][0] < 'a' || words[first + 1][0] > 'z')
        errx(2, "cannot read: %s", line);
    out = open_memstream(&got, &got_size);
    if (!out)
        err(2, "memory");
    call_make(out, words + first, n - first, cancel_ms);
    fclose(out);
    met = fnmatch(expected, got, 0) == 0;
    printf("%sok - %s\n", met ? "" : "not ", line);
    if (!met || strpbrk(expected, "*?["))
        printf("# got: %s\n", got);
    fflush(stdout);
    free(got);
    return met;
}

static _Bool line_run(char *line)
{
    char *copy;
    char *arrow;
    _Bool met;

    line[strcspn(line, "\n")] = 0;
    line += strspn(line, " \t");
    if (*line == 0 || *line == '#')
        return 1;
    if (strncmp(line, "close ", 6) == 0 && line[6] >= 'a' && line[6] <= 'z') {
        TEEC_CloseSession(&sessions[line[6] - 'a']);
        is_open[line[6] - 'a'] = 0;
        return 1;
    }
    copy = strdup(line);
    arrow = copy ? strstr(copy, "=> ") : NULL;
    if (!arrow)
        errx(2, "no expectation: %s", line);
    *arrow = 0;
    met = call_check(line, copy, arrow + 3);
    free(copy);
    return met;
}

int main(int argc, char **argv)
{
    FILE *script = argc > 1 ? fopen(argv[1], "r") : stdin;
    char *line = NULL;
    size_t room = 0;
    int status = 0;

    if (!script)
        err(2, "%s", argv[1]);
    if (TEEC_InitializeContext(NULL, &context) != TEEC_SUCCESS)
        errx(2, "no TEE");
    while (getline(&line, &room, script) != -1)
        if (!line_run(line))
            status = 1;
    for (unsigned i = 0; i < SESSIONS; i++)
        if (is_open[i])
            TEEC_CloseSession(&sessions[i]);
    TEEC_FinalizeContext(&context);
    free(line);
    fclose(script);
    return status;
}
