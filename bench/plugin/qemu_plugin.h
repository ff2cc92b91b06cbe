/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of QEMU's plugin interface, version 1, that the plugin uses. QEMU
 * exports these functions to what `-plugin` loads; Debian has no package with
 * their header, so the few that are needed are declared here. A translation
 * block is a run of guest instructions with one entry that QEMU translates at
 * once; handles (struct plugin_tb, plugin_insn) are valid only inside the
 * callback that got them. Callbacks of several CPUs run at the same time.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define QEMU_PLUGIN_VERSION 1
#define QEMU_PLUGIN_NO_REGS 0 /* the callback touches no guest register */

struct qemu_plugin_tb;
struct qemu_plugin_insn;

typedef uint64_t qemu_plugin_id_t;
typedef void (*qemu_plugin_exec_t)(unsigned cpu, void *data);

/* What a plugin must define. install: arguments are "name=value"; 0 is good.
 * `info` says what QEMU emulates and is not used here. */
extern __attribute__((visibility("default"))) int qemu_plugin_version;
__attribute__((visibility("default"))) int
qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc,
                    char **argv);

/* Each translation of a block, from now on. */
void qemu_plugin_register_vcpu_tb_trans_cb(
    qemu_plugin_id_t id,
    void (*translated)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb));

/* While it is being translated: what is called each time it is executed,
 * before its first instruction; or before that instruction. */
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
                                          qemu_plugin_exec_t exec, int flags,
                                          void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
                                            qemu_plugin_exec_t exec, int flags,
                                            void *data);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);

/* The instruction's octets, and where they lie in QEMU's own memory, NULL for
 * a device. */
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
void *qemu_plugin_insn_haddr(const struct qemu_plugin_insn *insn);

/* When QEMU ends in order. */
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
                                    void (*ended)(qemu_plugin_id_t id,
                                                  void *data),
                                    void *data);
