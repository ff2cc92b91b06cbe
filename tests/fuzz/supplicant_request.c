/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * request_decode(), request_encode(), rpc_serve(), serve_one() and the memory
 * of the supplicant: a sequence of messages of the driver, which hands on what
 * the TEE sends. In the end nothing is leaked.
 * Floor: 80
 */
#include <string.h>
#include <unistd.h>

#include "ree/supplicant/log.h"
#include "ree/supplicant/serve.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/ree/fake_tee.h"

static struct supplicant supplicant;
static char dir[] = "/tmp/fuzz-supplicant-XXXXXX";
static const char *ta_dirs[] = {dir, NULL};
static char ta_path[sizeof(dir) + 64];

/* Errors are expected here. */
void log_error(const char *format, ...)
{
    (void)format;
}

static void clean_up(void)
{
    unlink(ta_path);
    rmdir(dir);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    FILE *file;

    (void)argc;
    (void)argv;
    CHECK(mkdtemp(dir));
    snprintf(ta_path, sizeof(ta_path),
             "%s/00000000-0000-0000-0000-000000000000.ta", dir);
    file = fopen(ta_path, "w");
    CHECK(file);
    fputs("thirteen byte", file);
    fclose(file);
    atexit(clean_up);
    return 0;
}

static uint64_t number(struct reader *in)
{
    uint8_t n = reader_u8(in);

    if (n < 0x80)
        return n;
    if (n < 0xc0)
        return 1000u + n % 64; /* ids, as the fake driver has them */
    return n < 0xe0 ? reader_u16_le(in) : reader_u64_le(in);
}

static void message_fill(struct reader *in, struct message *m)
{
    static const uint64_t attrs[] = {0x103, 0, 1, 3, 3, 5,
                                     6,     7, 2, 4, 8, 0x101};

    memset(m, 0, sizeof(*m));
    m->word = reader_u8(in) % 12;
    m->count = reader_u8(in) % (2u + REQUEST_PARAMS);
    for (uint32_t i = 0; i < m->count; i++)
        m->params[i] = (struct tee_ioctl_param){PICK(in, attrs), number(in),
                                                number(in), number(in)};
    if (m->count > REQUEST_PARAMS)
        m->params[0].attr = 0x103; /* as it is then */
}

/* Counts that the driver never sends. */
static void decode_any(const struct message *m, uint32_t count)
{
    struct message copy = *m;
    struct request r;

    copy.count = count;
    (void)request_decode(&copy, &r);
    CHECK(r.count <= REQUEST_PARAMS);
    CHECK(request_encode(&r, 0, &copy) <= sizeof(copy));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);

    fake_reset();
    supplicant.device = tee_os.open("/dev/teepriv0");
    supplicant.ta_dirs = ta_dirs;
    memory_init(&supplicant.memory, supplicant.device, size % 2);
    for (unsigned step = 0; MORE(&in) && step < 32; step++) {
        struct message m;
        uint8_t how = reader_u8(&in);

        message_fill(&in, &m);
        decode_any(&m, (uint32_t)number(&in));
        fake.request = &m;
        fake.request_size =
            offsetof(struct message, params) + m.count * sizeof(m.params[0]);
        fake.refuse_memory = how == 1;
        fake.send_error = how == 2 ? 2 : 0;
        CHECK(serve_one(&supplicant) == 0);
    }
    for (unsigned i = 0; i < MEMORY_BLOCKS; i++)
        if (supplicant.memory.blocks[i].listed)
            CHECK(memory_free(&supplicant.memory,
                              (uint64_t)supplicant.memory.blocks[i].shm.id));
    CHECK(supplicant.memory.bytes == 0);
    tee_os.close(supplicant.device);
    CHECK(fake_is_clean());
    return 0;
}
