/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client of the vectors TA.
 *
 *   vectors [--supported LIST] FILE
 *
 * It hands the cases of FILE to the TA, one by one. LIST has lines "NAME
 * algorithm element"; of each is printed what TEE_IsAlgorithmSupported says.
 * A name of a case is "GROUP: source"; the cases of a group follow each other,
 * and each group is one line of TAP. A TA that died of a case is opened anew
 * for the next. Status: 1 if there is no TEE or a case cannot be read.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>

#include "tests/vectors/vectors.h"

#define SHOWN_MAX 8

/* What came of the cases of one group. */
struct group {
    char name[80];
    unsigned n[VECTOR_VERDICTS];
    unsigned failed;
};

static struct client {
    TEEC_Context context;
    TEEC_Session session;
    bool open;
    unsigned deaths;
} client;

static const TEEC_UUID uuid = VECTORS_UUID;

static bool session_open(void)
{
    uint32_t origin = 0;

    if (!client.open)
        client.open = !TEEC_OpenSession(&client.context, &client.session, &uuid,
                                        TEEC_LOGIN_PUBLIC, NULL, NULL, &origin);
    return client.open;
}

static TEEC_Result invoke(uint32_t command, TEEC_Operation *op)
{
    uint32_t origin = 0;
    TEEC_Result result;

    if (!session_open())
        return TEEC_ERROR_COMMUNICATION;
    result = TEEC_InvokeCommand(&client.session, command, op, &origin);
    if (result == TEEC_ERROR_TARGET_DEAD) {
        TEEC_CloseSession(&client.session);
        client.open = false;
        client.deaths++;
    }
    return result;
}

static bool is_expected(const struct vector_case *c, uint32_t outcome)
{
    bool refused = outcome >= VECTOR_OUTCOME_LIMIT;

    if (c->verdict == VECTOR_VALID)
        return outcome == VECTOR_OK;
    if (c->verdict == VECTOR_ACCEPTABLE)
        return outcome == VECTOR_OK || refused;
    switch (c->expect) {
    case VECTOR_REFUSED:
        return refused;
    case VECTOR_NOT_THAT:
        return refused || outcome == VECTOR_DIFFERENT;
    default:
        return outcome == c->expect;
    }
}

/* The name of a case, NUL-terminated; NULL if it has none. */
static const char *case_name(const struct vector_case *c)
{
    static char name[160];
    const struct vector_item *item = (const void *)(c + 1);

    if (c->size < sizeof(*c) + sizeof(*item) || !c->items ||
        item->kind != VECTOR_DATA || item->id != VECTOR_NAME ||
        item->size >= sizeof(name) ||
        item->size > c->size - sizeof(*c) - sizeof(*item))
        return NULL;
    memcpy(name, item + 1, item->size);
    name[item->size] = 0;
    return strchr(name, ':') ? name : NULL;
}

static void group_end(const struct group *group)
{
    if (group->name[0])
        printf("%s - %s: %u valid, %u acceptable, %u invalid, %u not as "
               "expected\n",
               group->failed ? "not ok" : "ok", group->name,
               group->n[VECTOR_VALID], group->n[VECTOR_ACCEPTABLE],
               group->n[VECTOR_INVALID], group->failed);
}

static void group_of(struct group *group, const char *name)
{
    size_t n = strcspn(name, ":");

    if (n >= sizeof(group->name))
        n = sizeof(group->name) - 1;
    if (strlen(group->name) == n && !memcmp(group->name, name, n))
        return;
    group_end(group);
    *group = (struct group){0};
    memcpy(group->name, name, n);
}

static void run_case(struct group *group, const struct vector_case *c,
                     const char *name)
{
    TEEC_Operation op = {.paramTypes = TEEC_PARAM_TYPES(
                             TEEC_MEMREF_TEMP_INPUT, TEEC_VALUE_OUTPUT, 0, 0),
                         .params[0].tmpref = {(void *)(uintptr_t)c, c->size}};
    TEEC_Result result = invoke(VECTOR_RUN, &op);
    uint32_t outcome = result ? result : op.params[1].value.a;

    group->n[c->verdict]++;
    if (is_expected(c, outcome))
        return;
    if (group->failed++ < SHOWN_MAX)
        printf("# %s: %#" PRIx32 " at line %" PRIu32 ", verdict %" PRIu32
               ", expected %#" PRIx32 "\n",
               name, outcome, result ? 0 : op.params[1].value.b, c->verdict,
               c->expect);
}

static int run_file(const uint8_t *p, size_t n)
{
    struct group group = {0};
    unsigned cases = 0;

    for (size_t at = 0; at < n; cases++) {
        const struct vector_case *c = (const void *)(p + at);
        const char *name = NULL;

        if (n - at >= sizeof(*c) && c->size <= n - at && c->size % 4 == 0 &&
            c->verdict < VECTOR_VERDICTS)
            name = case_name(c);
        if (!name) {
            printf("# no case at %zu\n", at);
            return 1;
        }
        group_of(&group, name);
        run_case(&group, c, name);
        at += c->size;
    }
    group_end(&group);
    printf("# %u cases, the TA died of %u\n", cases, client.deaths);
    return 0;
}

static int ask_supported(const char *path)
{
    FILE *file = fopen(path, "r");
    char name[80];
    uint32_t algorithm, element;

    if (!file)
        return 1;
    while (fscanf(file, "%79s %" SCNx32 " %" SCNx32, name, &algorithm,
                  &element) == 3) {
        TEEC_Operation op = {.paramTypes =
                                 TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, 0, 0, 0),
                             .params[0].value = {algorithm, element}};
        TEEC_Result result = invoke(VECTOR_SUPPORTED, &op);

        printf("# supported %s %#" PRIx32 "\n", name,
               result ? result : op.params[0].value.a);
    }
    fclose(file);
    return 0;
}

static int read_and_run(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *p = NULL;
    long n = 0;
    int status = 1;

    if (file && !fseek(file, 0, SEEK_END) && (n = ftell(file)) > 0 &&
        !fseek(file, 0, SEEK_SET) && (p = malloc((size_t)n)) &&
        fread(p, 1, (size_t)n, file) == (size_t)n)
        status = run_file(p, (size_t)n);
    free(p);
    if (file)
        fclose(file);
    return status;
}

int main(int argc, char **argv)
{
    int status = argc == 2 || argc == 4 ? 0 : 1;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (TEEC_InitializeContext(NULL, &client.context))
        return 1;
    if (!status && argc == 4)
        status = ask_supported(argv[2]);
    if (!status)
        status = read_and_run(argv[argc - 1]);
    if (client.open)
        TEEC_CloseSession(&client.session);
    TEEC_FinalizeContext(&client.context);
    return status;
}
