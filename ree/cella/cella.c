/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cella: looks at the TEE from Linux, and ends trusted applications. It talks
 * to the control TA (abi/ta/control.h), which is part of the TEE image; the
 * names of the counters are rows of abi/ta/stats.def.
 */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tee_client_api.h>

#include "abi/ta/control.h"
#include "abi/ta/system.h"

#define CELLA_VERSION "0.1.0"

enum exit_code {
    EXIT_OK = 0,
    EXIT_NOT_FOUND = 1,
    EXIT_USAGE = 2,
    EXIT_TEE = 3,
    EXIT_DENIED = 4,
    EXIT_OUTPUT = 6,
};

static const char usage_text[] =
    "Usage: cella [OPTION]... stats       what the TEE holds\n"
    "       cella kill UUID               end a trusted application\n"
    "       cella version                 the version of this tool\n"
    "\n"
    "stats prints counters of the secure world's kernel and services. Those\n"
    "of kind 'held' are back where they were when every client is gone; the\n"
    "command itself appears in each reading alike. The first reading loads\n"
    "the application that answers, which stays.\n"
    "\n"
    "kill ends every instance of the trusted application with that UUID, also\n"
    "one that does not react to cancellation. Its clients get an error; what\n"
    "it kept in memory is lost. Only root may.\n"
    "\n"
    "  -r, --raw      stats: one line 'NAME NUMBER' for each counter\n"
    "  -H, --held     stats: only those of kind 'held'\n"
    "  -h, --help     this text\n"
    "  -V, --version  the version of this tool\n"
    "\n"
    "Exit status: 0 done, 1 no such application is loaded, 2 wrong usage,\n"
    "3 the TEE cannot be reached or failed, 4 not allowed, 6 cannot write.\n";

struct options {
    int raw;
    int held;
    char *operand; /* after the command, or NULL */
};

struct tee {
    TEEC_Context context;
    TEEC_Session session;
};

__attribute__((format(printf, 2, 3))) static int fail(int code,
                                                      const char *format, ...)
{
    va_list args;

    fputs("cella: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return code;
}

/* ---- the control TA ---- */

static int tee_open(struct tee *tee)
{
    static const TEEC_UUID uuid = CONTROL_UUID;
    TEEC_Result result = TEEC_InitializeContext(NULL, &tee->context);
    uint32_t origin;

    if (result)
        return fail(EXIT_TEE, "no TEE: /dev/tee0 is missing or closed to you; "
                              "load the 'optee' driver, or use root");
    /* Linux tells the TEE who the user is. */
    result = TEEC_OpenSession(&tee->context, &tee->session, &uuid,
                              TEEC_LOGIN_USER, NULL, NULL, &origin);
    if (!result)
        return EXIT_OK;
    TEEC_FinalizeContext(&tee->context);
    if (result == TEEC_ERROR_ITEM_NOT_FOUND)
        return fail(EXIT_TEE, "this TEE has no control application: it is not "
                              "Cella, or older than this tool");
    return fail(EXIT_TEE, "error 0x%08x from origin %u when opening a session",
                (unsigned)result, (unsigned)origin);
}

static void tee_close(struct tee *tee)
{
    TEEC_CloseSession(&tee->session);
    TEEC_FinalizeContext(&tee->context);
}

static int tee_stats(struct tee *tee, uint32_t command,
                     uint32_t number[SYSTEM_STATS_NUMBERS])
{
    TEEC_Operation operation = {
        .paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT,
                                       TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT),
    };
    TEEC_Result result =
        TEEC_InvokeCommand(&tee->session, command, &operation, NULL);

    if (result)
        return fail(EXIT_TEE, "error 0x%08x when reading counters",
                    (unsigned)result);
    for (unsigned i = 0; i < SYSTEM_STATS_NUMBERS; i++)
        number[i] = i % 2 ? operation.params[i / 2].value.b
                          : operation.params[i / 2].value.a;
    return EXIT_OK;
}

/* ---- stats ---- */

enum kind { KIND_HELD, KIND_SINCE };

static const struct row {
    uint32_t command;
    unsigned index;
    enum kind kind;
    const char *name;
    const char *manual;
} rows[] = {
#define STAT(group, index, name, kind, manual)                                 \
    {SYSTEM_STATS_##group, (index), KIND_##kind, #name, manual},
#include "abi/ta/stats.def"
#undef STAT
};

#define ROWS (sizeof(rows) / sizeof(*rows))

/* All of them are read first, so that printing does not come between. */
static int stats_read(struct tee *tee, uint32_t number[ROWS])
{
    uint32_t group[SYSTEM_STATS_GATEWAY + 1][SYSTEM_STATS_NUMBERS] = {{0}};

    for (uint32_t c = SYSTEM_STATS_KERNEL; c <= SYSTEM_STATS_GATEWAY; c++) {
        int status = tee_stats(tee, c, group[c]);

        if (status)
            return status;
    }
    for (unsigned i = 0; i < ROWS; i++)
        number[i] = group[rows[i].command][rows[i].index];
    return EXIT_OK;
}

static int on_stats(const struct options *options)
{
    uint32_t number[ROWS];
    struct tee tee;
    int status = tee_open(&tee);

    if (status)
        return status;
    status = stats_read(&tee, number);
    tee_close(&tee);
    if (status)
        return status;
    for (unsigned i = 0; i < ROWS; i++) {
        if (options->held && rows[i].kind != KIND_HELD)
            continue;
        if (options->raw)
            printf("%s %u\n", rows[i].name, (unsigned)number[i]);
        else
            printf("%-16s %8u  %s\n", rows[i].name, (unsigned)number[i],
                   rows[i].manual);
    }
    return EXIT_OK;
}

/* ---- kill ---- */

/* The octets of a UUID in its usual form; 0: it is none. */
static int uuid_decode(const char *text, uint8_t octets[16])
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    unsigned digits = 0;

    if (strlen(text) != strlen(form))
        return 0;
    for (unsigned i = 0; form[i]; i++) {
        const char digit[] = {text[i], 0};

        if (form[i] == '-') {
            if (text[i] != '-')
                return 0;
            continue;
        }
        if (!strchr("0123456789abcdefABCDEF", text[i]))
            return 0;
        octets[digits / 2] =
            (uint8_t)(octets[digits / 2] * 16u + strtoul(digit, NULL, 16));
        digits++;
    }
    return 1;
}

static uint32_t u32_le(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static int on_kill(const struct options *options)
{
    uint8_t octets[16] = {0};
    TEEC_Operation operation = {
        .paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_VALUE_INPUT,
                                       TEEC_NONE, TEEC_NONE),
    };
    TEEC_Result result;
    struct tee tee;
    int status;

    if (!uuid_decode(options->operand, octets))
        return fail(EXIT_USAGE, "'%s' is not a UUID", options->operand);
    for (unsigned i = 0; i < 2; i++) {
        operation.params[i].value.a = u32_le(octets + 8 * i);
        operation.params[i].value.b = u32_le(octets + 8 * i + 4);
    }
    status = tee_open(&tee);
    if (status)
        return status;
    result = TEEC_InvokeCommand(&tee.session, SYSTEM_KILL, &operation, NULL);
    tee_close(&tee);
    if (result == TEEC_ERROR_ITEM_NOT_FOUND)
        return fail(EXIT_NOT_FOUND, "no such application is loaded");
    if (result == TEEC_ERROR_ACCESS_DENIED)
        return fail(EXIT_DENIED, "only root may end an application");
    if (result)
        return fail(EXIT_TEE, "error 0x%08x", (unsigned)result);
    return EXIT_OK;
}

/* ---- version ---- */

static int on_version(const struct options *options)
{
    (void)options;
    puts("cella (Cella) " CELLA_VERSION);
    return EXIT_OK;
}

/* ---- command line ---- */

static const struct command {
    const char *name;
    int operands;
    int (*run)(const struct options *options);
} commands[] = {
    {"stats", 0, on_stats},
    {"kill", 1, on_kill},
    {"version", 0, on_version},
};

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* Reads the options; returns -1, or the status to exit with. */
static int options_decode(int argc, char **argv, struct options *options)
{
    static const struct option long_options[] = {
        {"raw", no_argument, NULL, 'r'},
        {"held", no_argument, NULL, 'H'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    int c;

    while ((c = getopt_long(argc, argv, "rHhV", long_options, NULL)) != -1) {
        switch (c) {
        case 'r':
            options->raw = 1;
            break;
        case 'H':
            options->held = 1;
            break;
        case 'h':
            fputs(usage_text, stdout);
            return EXIT_OK;
        case 'V':
            return on_version(options);
        default:
            return fail(EXIT_USAGE, "see 'cella --help'");
        }
    }
    return -1;
}

int main(int argc, char **argv)
{
    struct options options = {0};
    const struct command *command;
    int status = options_decode(argc, argv, &options);

    if (status >= 0)
        return status;
    if (optind == argc)
        return fail(EXIT_USAGE, "say what to do; see 'cella --help'");
    command = command_find(argv[optind]);
    if (!command)
        return fail(EXIT_USAGE, "no command '%s'; see 'cella --help'",
                    argv[optind]);
    if (argc - optind - 1 != command->operands)
        return fail(EXIT_USAGE, "'cella %s' takes %d operands", command->name,
                    command->operands);
    options.operand = command->operands ? argv[optind + 1] : NULL;
    status = command->run(&options);
    if (fflush(stdout) != 0 && status == EXIT_OK)
        status = fail(EXIT_OUTPUT, "cannot write: %s", strerror(errno));
    return status;
}
