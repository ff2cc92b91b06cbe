/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kv: the key-value store of the secure world as a Unix tool. One process is
 * one session and one command; the store outlives both.
 *
 * Values pass through unchanged, standard input to standard output. A key on
 * the command line is its bytes; with --hex it is written in hexadecimal, so
 * that any key can be given, and printed so. Without --hex, `list` prints one
 * key a line, bytes outside printable ASCII and backslash as \xNN.
 */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ree/kv/kv_client.h"

#define KV_VERSION "0.1.0"

enum exit_code {
    EXIT_OK = 0,
    EXIT_NOT_FOUND = 1,
    EXIT_USAGE = 2,
    EXIT_TEE = 3,
    EXIT_FULL = 4,
    EXIT_TOO_LARGE = 5,
    EXIT_FILE = 6,
};

static const char usage_text[] =
    "Usage: kv [OPTION]... put KEY [FILE]   store FILE under KEY\n"
    "       kv [OPTION]... get KEY [FILE]   write the value of KEY to FILE\n"
    "       kv [OPTION]... del KEY          delete KEY and its value\n"
    "       kv [OPTION]... list             print the keys\n"
    "       kv [OPTION]... count            print the number of keys\n"
    "Keeps values in a key-value store in the secure world. A KEY has 1 to\n"
    "255 bytes, a value at most 1 MiB. FILE is standard input or output when\n"
    "absent or '-'. The store lasts until the machine is switched off.\n"
    "\n"
    "  -m, --shm KIND  memory shared with the secure world: whole, partial\n"
    "                  or temp (default)\n"
    "  -x, --hex       keys are given and printed in hexadecimal\n"
    "  -h, --help      this text\n"
    "  -V, --version   the version\n"
    "\n"
    "Exit status: 0 done, 1 no such key, 2 wrong usage, 3 the secure world\n"
    "cannot be reached or failed, 4 the store is full (nothing was changed),\n"
    "5 the value is larger than 1 MiB, 6 FILE cannot be read or written.\n";

struct options {
    enum kv_memory memory;
    int hex;
    char **operands; /* after the command */
};

__attribute__((format(printf, 2, 3))) static int fail(int code,
                                                      const char *format, ...)
{
    va_list args;

    fputs("kv: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return code;
}

static const char *origin_name(uint32_t origin)
{
    static const char *const names[] = {
        [TEEC_ORIGIN_API] = "the client library",
        [TEEC_ORIGIN_COMMS] = "the driver",
        [TEEC_ORIGIN_TEE] = "the TEE",
        [TEEC_ORIGIN_TRUSTED_APP] = "the key-value application",
    };

    if (origin >= sizeof(names) / sizeof(*names) || !names[origin])
        return "an unknown place";
    return names[origin];
}

/* Explains a failed operation; returns the exit status. */
static int fail_tee(TEEC_Result result, uint32_t origin)
{
    switch (result) {
    case TEEC_ERROR_ITEM_NOT_FOUND:
        return fail(EXIT_NOT_FOUND, "no such key");
    case TEEC_ERROR_STORAGE_NO_SPACE:
        return fail(EXIT_FULL, "the store is full; nothing was changed. "
                               "Delete keys with 'kv del' and try again");
    case TEEC_ERROR_TARGET_DEAD:
        return fail(EXIT_TEE,
                    "the key-value application has died and its values are "
                    "lost; the next command starts it afresh");
    case TEEC_ERROR_OUT_OF_MEMORY:
        return fail(EXIT_TEE,
                    "out of memory in %s; end other clients of the "
                    "secure world and try again",
                    origin_name(origin));
    default:
        return fail(EXIT_TEE, "error 0x%08x from %s", (unsigned)result,
                    origin_name(origin));
    }
}

/* Explains why there is no session; returns the exit status. */
static int fail_open(TEEC_Result result, uint32_t origin)
{
    if (origin == TEEC_ORIGIN_API && (result == TEEC_ERROR_ITEM_NOT_FOUND ||
                                      result == TEEC_ERROR_ACCESS_DENIED))
        return fail(EXIT_TEE, "no TEE: /dev/tee0 is missing or closed to you; "
                              "load the 'optee' driver, or use root");
    if (result == TEEC_ERROR_ITEM_NOT_FOUND)
        return fail(EXIT_TEE,
                    "the TEE does not find the key-value application; put "
                    "335e517c-9073-4cb8-87a2-126dcc7acebe.ta into "
                    "/lib/optee_armtz and start the supplicant");
    if (result == TEEC_ERROR_SECURITY ||
        result == TEE_ERROR_SIGNATURE_INVALID ||
        result == TEEC_ERROR_ACCESS_DENIED)
        return fail(EXIT_TEE,
                    "the TEE refuses the key-value application (error "
                    "0x%08x): it is not signed by a key that the TEE trusts",
                    (unsigned)result);
    return fail_tee(result, origin);
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* The bytes of the KEY operand; returns their number, 0 if it is no key. */
static size_t key_decode(const char *text, int hex, uint8_t key[KV_KEY_MAX])
{
    size_t length = strlen(text);

    if (!hex) {
        if (length > KV_KEY_MAX)
            return 0;
        memcpy(key, text, length);
        return length;
    }
    if (length % 2 || length / 2 > KV_KEY_MAX)
        return 0;
    for (size_t i = 0; i < length / 2; i++) {
        int high = hex_digit(text[2 * i]);
        int low = hex_digit(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return 0;
        key[i] = (uint8_t)(high << 4 | low);
    }
    return length / 2;
}

static int key_operand_set(struct kv_client *client,
                           const struct options *options)
{
    uint8_t key[KV_KEY_MAX];
    size_t length = key_decode(options->operands[0], options->hex, key);
    TEEC_Result result;

    if (length == 0)
        return fail(EXIT_USAGE, "not a key: a key has 1 to 255 bytes%s",
                    options->hex ? ", two hexadecimal digits each" : "");
    result = kv_key_set(client, key, length);
    return result ? fail_tee(result, client->origin) : EXIT_OK;
}

/* The FILE operand, opened; NULL: not possible, and said so. */
static FILE *file_operand_open(const struct options *options, FILE *standard,
                               const char *mode)
{
    const char *name = options->operands[1];
    FILE *file;

    if (!name || strcmp(name, "-") == 0)
        return standard;
    file = fopen(name, mode);
    if (!file)
        fail(EXIT_FILE, "%s: %s", name, strerror(errno));
    return file;
}

static int on_put(struct kv_client *client, const struct options *options)
{
    TEEC_Result result;
    size_t length;
    int more;
    int bad;
    FILE *in = file_operand_open(options, stdin, "rb");

    if (!in)
        return EXIT_FILE;
    length = fread(client->value, 1, KV_VALUE_MAX, in);
    more = length == KV_VALUE_MAX ? fgetc(in) : EOF;
    bad = ferror(in);
    if (in != stdin)
        fclose(in);
    if (bad)
        return fail(EXIT_FILE, "cannot read the value: %s", strerror(errno));
    if (more != EOF)
        return fail(EXIT_TOO_LARGE, "the value is larger than 1 MiB; split "
                                    "it over several keys");
    result = kv_put(client, length);
    return result ? fail_tee(result, client->origin) : EXIT_OK;
}

static int on_get(struct kv_client *client, const struct options *options)
{
    size_t length = KV_VALUE_MAX;
    TEEC_Result result = kv_get(client, &length);
    FILE *out;
    int bad;

    if (result)
        return fail_tee(result, client->origin);
    out = file_operand_open(options, stdout, "wb");
    if (!out)
        return EXIT_FILE;
    bad = fwrite(client->value, 1, length, out) != length;
    bad |= (out == stdout ? fflush(out) : fclose(out)) != 0;
    return bad ? fail(EXIT_FILE, "cannot write the value: %s", strerror(errno))
               : EXIT_OK;
}

static int on_del(struct kv_client *client, const struct options *options)
{
    TEEC_Result result = kv_del(client);

    (void)options;
    return result ? fail_tee(result, client->origin) : EXIT_OK;
}

static void key_print(const uint8_t *key, size_t length, int hex)
{
    for (size_t i = 0; i < length; i++) {
        if (hex)
            printf("%02x", key[i]);
        else if (key[i] < 0x20 || key[i] > 0x7e || key[i] == '\\')
            printf("\\x%02x", key[i]);
        else
            putchar(key[i]);
    }
    putchar('\n');
}

static int on_list(struct kv_client *client, const struct options *options)
{
    uint32_t cursor = 0;

    do {
        size_t length = 0;
        TEEC_Result result = kv_list(client, &cursor, &length);

        if (result)
            return fail_tee(result, client->origin);
        for (size_t at = 0; at < length;) {
            size_t n = client->value[at++];

            if (n > length - at)
                return fail(EXIT_TEE, "the list of keys is damaged");
            key_print(client->value + at, n, options->hex);
            at += n;
        }
    } while (cursor != KV_LIST_END);
    return EXIT_OK;
}

static int on_count(struct kv_client *client, const struct options *options)
{
    uint32_t keys = 0;
    TEEC_Result result = kv_count(client, &keys);

    (void)options;
    if (result)
        return fail_tee(result, client->origin);
    printf("%u\n", (unsigned)keys);
    return EXIT_OK;
}

static const struct command {
    const char *name;
    int min; /* operands: the first is always KEY */
    int max;
    int (*run)(struct kv_client *client, const struct options *options);
} commands[] = {
    {"put", 1, 2, on_put},   {"get", 1, 2, on_get},     {"del", 1, 1, on_del},
    {"list", 0, 0, on_list}, {"count", 0, 0, on_count},
};

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int command_run(const struct command *command,
                       const struct options *options)
{
    struct kv_client client;
    TEEC_Result result = kv_open(&client, options->memory);
    int status = EXIT_OK;

    if (result)
        return fail_open(result, client.origin);
    if (command->min > 0)
        status = key_operand_set(&client, options);
    if (status == EXIT_OK)
        status = command->run(&client, options);
    kv_close(&client);
    if (fflush(stdout) != 0 && status == EXIT_OK)
        status = fail(EXIT_FILE, "cannot write: %s", strerror(errno));
    return status;
}

/* Sets the kind of memory from its name; 0 if there is no such kind. */
static int memory_decode(const char *name, enum kv_memory *memory)
{
    static const char *const names[] = {
        [KV_WHOLE] = "whole",
        [KV_PARTIAL] = "partial",
        [KV_TEMPORARY] = "temp",
    };

    for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(names[i], name) == 0) {
            *memory = (enum kv_memory)i;
            return 1;
        }
    return 0;
}

/* Reads the options; returns -1, or the status to exit with. */
static int options_decode(int argc, char **argv, struct options *options)
{
    static const struct option long_options[] = {
        {"shm", required_argument, NULL, 'm'},
        {"hex", no_argument, NULL, 'x'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    int c;

    while ((c = getopt_long(argc, argv, "m:xhV", long_options, NULL)) != -1) {
        switch (c) {
        case 'm':
            if (!memory_decode(optarg, &options->memory))
                return fail(EXIT_USAGE, "--shm is whole, partial or temp");
            break;
        case 'x':
            options->hex = 1;
            break;
        case 'h':
            fputs(usage_text, stdout);
            return EXIT_OK;
        case 'V':
            puts("kv (Cella) " KV_VERSION);
            return EXIT_OK;
        default:
            return fail(EXIT_USAGE, "see 'kv --help'");
        }
    }
    return -1;
}

int main(int argc, char **argv)
{
    struct options options = {.memory = KV_TEMPORARY};
    const struct command *command;
    int operands;
    int status = options_decode(argc, argv, &options);

    if (status >= 0)
        return status;
    if (optind == argc)
        return fail(EXIT_USAGE, "say what to do; see 'kv --help'");
    command = command_find(argv[optind]);
    if (!command)
        return fail(EXIT_USAGE, "no command '%s'; see 'kv --help'",
                    argv[optind]);
    operands = argc - optind - 1;
    options.operands = argv + optind + 1;
    if (operands < command->min || operands > command->max)
        return fail(EXIT_USAGE, "'kv %s' takes %s operands; see 'kv --help'",
                    command->name, operands < command->min ? "more" : "fewer");
    return command_run(command, &options);
}
