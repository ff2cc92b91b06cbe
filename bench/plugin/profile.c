/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plugin for QEMU that counts guest instructions: where those of a marked
 * piece of a program are spent (region.h), and how long normal-world
 * interrupts are masked (masked.h). It changes nothing in the guest.
 *
 *   -plugin build/bench/profile.so,map=FILE,out=FILE
 *
 * map: what code is where (code.h). out: when QEMU ends, lines are appended:
 *   region N VISITS MIN MEDIAN MAX COMPONENT=INSTRUCTIONS...
 *   code N COMPONENT FUNCTION ADDRESS FIRST-WORD INSTRUCTIONS
 *   masked STRETCHES LIMIT LONGER
 *   stretch LENGTH WAITED TIMES FROM ENTRY EXIT TO FUNCTION=INSTRUCTIONS...
 * `profile-report` makes tables of them.
 *
 * Counts are of translation blocks, each in full: a block that ends early, by
 * a fault, counts a few instructions too many.
 *
 * Mutable state: `plugin`.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plugin/code.h"
#include "bench/plugin/mark.h"
#include "bench/plugin/masked.h"
#include "bench/plugin/qemu_plugin.h"
#include "bench/plugin/region.h"

#define HASH_SIZE (1u << 16)

#define OPCODE_YIELD 0xd503203fu
#define OPCODE_WFE   0xd503205fu
#define OPCODE_WFI   0xd503207fu
#define OPCODE_ISR   0xd538c100u /* MRS Xt, ISR_EL1 */
#define REGISTER     0x1fu       /* Xt */

/* A mark in a block. */
struct mark {
    struct mark *next; /* all of them */
    struct block *block;
    unsigned i, code;
};

static struct {
    const char *out;
    pthread_mutex_t lock; /* protects what follows */
    struct block *hash[HASH_SIZE];
    struct mark *marks;
} plugin = {.lock = PTHREAD_MUTEX_INITIALIZER};

int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static void *need(size_t size)
{
    void *p = calloc(1, size);

    if (!p)
        abort();
    return p;
}

static uint32_t opcode(const struct qemu_plugin_tb *tb, size_t i)
{
    uint32_t word;

    memcpy(&word, qemu_plugin_insn_data(qemu_plugin_tb_get_insn(tb, i)),
           sizeof(word));
    return word;
}

static bool tb_has(const struct qemu_plugin_tb *tb, uint32_t word, uint32_t any)
{
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
        if ((opcode(tb, i) & ~any) == word)
            return true;
    return false;
}

static struct block *block_new(const struct qemu_plugin_tb *tb,
                               const struct block *key)
{
    struct block *b = need(sizeof(*b));

    *b = *key;
    b->component = code_find(b->vaddr, b->host, &b->function);
    b->masked = code_is_masked(b->component);
    b->sleeps = tb_has(tb, OPCODE_WFI, 0) || tb_has(tb, OPCODE_WFE, 0);
    b->spins = tb_has(tb, OPCODE_YIELD, 0);
    b->asks = tb_has(tb, OPCODE_ISR, REGISTER);
    return b;
}

static struct block *block_get(const struct qemu_plugin_tb *tb)
{
    const struct block key = {
        .vaddr = qemu_plugin_tb_vaddr(tb),
        .host = qemu_plugin_insn_haddr(qemu_plugin_tb_get_insn(tb, 0)),
        .word = opcode(tb, 0),
        .insns = (uint32_t)qemu_plugin_tb_n_insns(tb),
    };
    size_t hash = (key.vaddr >> 2 ^ key.vaddr >> 18) % HASH_SIZE;
    struct block *b = plugin.hash[hash];

    while (b && (b->vaddr != key.vaddr || b->host != key.host ||
                 b->word != key.word || b->insns != key.insns))
        b = b->next;
    if (!b) {
        b = block_new(tb, &key);
        b->next = plugin.hash[hash];
        plugin.hash[hash] = b;
    }
    return b;
}

static struct mark *mark_get(struct block *b, unsigned i, unsigned code)
{
    struct mark *m = plugin.marks;

    while (m && (m->block != b || m->i != i || m->code != code))
        m = m->next;
    if (!m) {
        m = need(sizeof(*m));
        *m = (struct mark){plugin.marks, b, i, code};
        plugin.marks = m;
    }
    return m;
}

static void on_block(unsigned cpu, void *data)
{
    struct block *b = data;

    region_count(cpu, b);
    masked_count(cpu, b);
}

static void on_mark(unsigned cpu, void *data)
{
    const struct mark *m = data;

    region_mark(cpu, m->block, m->i, m->code);
}

static void marks_find(struct qemu_plugin_tb *tb, struct block *b)
{
    for (unsigned i = 0; i < b->insns; i++) {
        uint32_t word = opcode(tb, i);

        for (unsigned code = MARK_NEXT; code <= MARK_STOP; code++)
            if (word == MARK_OPCODE(code))
                qemu_plugin_register_vcpu_insn_exec_cb(
                    qemu_plugin_tb_get_insn(tb, i), on_mark,
                    QEMU_PLUGIN_NO_REGS, mark_get(b, i, code));
    }
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    struct block *b;

    (void)id;
    pthread_mutex_lock(&plugin.lock);
    b = block_get(tb);
    qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_NO_REGS, b);
    if (b->component == CODE_CLIENT || b->component == CODE_TA)
        marks_find(tb, b);
    pthread_mutex_unlock(&plugin.lock);
}

static void on_end(qemu_plugin_id_t id, void *data)
{
    FILE *out = fopen(plugin.out, "a");

    (void)id;
    (void)data;
    if (!out) {
        perror(plugin.out);
        return;
    }
    region_report(out);
    for (size_t i = 0; i < HASH_SIZE; i++)
        for (const struct block *b = plugin.hash[i]; b; b = b->next)
            region_report_block(out, b);
    masked_report(out);
    if (fclose(out) != 0)
        perror(plugin.out);
}

int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc,
                        char **argv)
{
    const char *map = NULL;

    (void)info;
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "map=", 4) == 0)
            map = argv[i] + 4;
        else if (strncmp(argv[i], "out=", 4) == 0)
            plugin.out = argv[i] + 4;
    }
    if (!map || !plugin.out || !code_load(map)) {
        fprintf(stderr, "profile: want map=FILE,out=FILE\n");
        return 1;
    }
    plugin.out = strdup(plugin.out); /* argv is QEMU's */
    masked_init();
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
    return 0;
}
