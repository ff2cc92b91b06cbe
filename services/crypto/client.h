/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What clients hold in this service: operation states and key objects, each
 * found by its number and only for the process that made it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* States and objects that one process may have at a time. */
enum { STATES_PER_CLIENT = 64, OBJECTS_PER_CLIENT = 128 };

enum client_kind { CLIENT_STATE, CLIENT_OBJECT, CLIENT_KINDS };

/* The numbers given from now on are others than those of an earlier process of
 * this service, `start` < 2^24 of which have died: a client that still has one
 * must not meet another's. */
void client_start(uint32_t start);

/* Memory, all zero, of the size of the kind, that `pid` holds from now on;
 * *number, nonzero, names it. NULL: no memory, or the process has its share. */
void *client_add(uint32_t pid, enum client_kind kind, uint32_t *number);

/* What pid holds of that kind under the number, or NULL. */
void *client_find(uint32_t pid, enum client_kind kind, uint64_t number);

/* Ends, wipes and frees it. False: there is none. */
_Bool client_remove(uint32_t pid, enum client_kind kind, uint64_t number);

/* A message of pid has made it hold so many bytes more, or fewer. */
void client_charge(uint32_t pid, ptrdiff_t bytes);

/* Whether that is more in all than one process may have while memory is short,
 * `size` of which there is: a quarter. */
_Bool client_is_greedy(uint32_t pid, size_t size);

/* Frees all that pid holds; 0: that anybody holds. */
void client_gone(uint32_t pid);
