/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory shared with the normal world: what Linux registers under a cookie,
 * what it passes for one call, what the supplicant gives to a service. Each is
 * one kernel window; which process sees which window, and where, is remembered
 * here, so that a repeated use costs no kernel call.
 *
 *   FREE -new-> FILLING -publish-> READY -retire-> DYING -destroy-> FREE
 *
 * A shm is used while a call holds it (`users`); only an unused one may be
 * destroyed, or be unmapped to make room. Functions marked `+` go on for as
 * long as an event may be (part.h) and return KERR_MORE until they are done.
 * Mutable state: one table, static in shm.c.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "services/gateway/ns.h"
#include "services/gateway/port.h"

#define SHM_MAX       512u   /* the kernel has as many windows */
#define SHM_PAGES_MAX 16384u /* pages of one: 64 MiB */
#define SHM_ARG_PAGES 32u    /* of one that holds messages */
#define MAPPINGS_MAX  1024u  /* a shm in a process */

enum shm_kind {
    SHM_REGISTERED, /* found by its cookie */
    SHM_TEMPORARY,  /* for one call */
    SHM_SUPPLICANT, /* for one call, of a process; `owner`, `activation` */
    SHM_KINDS,
};

enum shm_state { SHM_FREE = 0, SHM_FILLING, SHM_READY, SHM_DYING };

struct shm {
    uint64_t cookie; /* Linux's name for it; nonzero unless TEMPORARY */
    uint64_t size;   /* bytes */
    uint32_t window; /* the kernel's name for it */
    uint32_t offset; /* of the first byte in the first page */
    uint32_t users;
    uint32_t owner;      /* pid */
    uint32_t generation; /* of the handle */
    uint16_t next;       /* in its hash chain: index + 1 */
    uint16_t mappings;   /* first mapping: index + 1 */
    uint8_t kind;
    uint8_t state;
    uint8_t activation;
    uint64_t own_va; /* of the first byte, if mapped into the gateway */
};

/* Forgets everything; once at start. */
void shm_init(const struct gateway_port *port);

/* Pages that `size` bytes from `offset` in a page touch; 0: none or more than
 * SHM_PAGES_MAX. */
uint32_t shm_pages(uint64_t offset, uint64_t size);

/* An empty shm, FILLING; its pages are then added to its window. ERROR:
 * KERR_ARGUMENT for the size, KERR_STATE if its kind has the cookie, else
 * KERR_NO_MEMORY. */
enum kerr shm_new(enum shm_kind kind, uint64_t cookie, uint64_t offset,
                  uint64_t size, struct shm **s);

/* All pages are added: it can be used, and found if it is REGISTERED. */
void shm_publish(struct shm *s);

/* The READY registered shm with that cookie; NULL. */
struct shm *shm_find(uint64_t cookie);

/* It is found no more, but its cookie stays taken; once it has no users it can
 * be destroyed. */
void shm_retire(struct shm *s);

/* + Destroys one without users: FREE afterwards. */
enum kerr shm_destroy(struct shm *s);

/* + Makes sure that `pid` sees s; *va is where its first byte is. If there is
 * no room, unused windows of that process are unmapped first. */
enum kerr shm_map(struct shm *s, uint32_t pid, uint64_t *va);

/* Where `pid` sees the first byte of s; 0: nowhere yet. */
uint64_t shm_address(const struct shm *s, uint32_t pid);

/* Maps s into the gateway itself: then s->own_va. In one go, so KERR_ARGUMENT
 * if it has more than SHM_ARG_PAGES. */
enum kerr shm_map_self(struct shm *s);

/* + The process has no session any more: unmaps everything unused. */
enum kerr shm_unmap_process(uint32_t pid);

/* Handles of SUPPLICANT memory, as processes name it by a word; 0 is none. Only
 * the owner's handles are found. */
uint32_t shm_handle(const struct shm *s);
struct shm *shm_by_handle(uint64_t handle, uint32_t owner);

/* A SUPPLICANT shm of that activation, of that process; NULL: none. */
struct shm *shm_of_activation(unsigned activation);
struct shm *shm_of_owner(uint32_t owner);

/* + Destroys every READY registered shm without users. */
enum kerr shm_drop(void);

/* Rows that are not FREE; mappings of them. */
uint32_t shm_count(void);
uint32_t shm_mapping_count(void);
