/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of the client library share: one context and one session on
 * the fake driver of fake_tee.h, one operation, and a TA behind them that
 * remembers each call and then behaves as the test says.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ree/libteec/include/tee_client_api.h"
#include "tests/unit/ree/fake_tee.h"

#define TYPES(a, b, c, d)                                                      \
    TEEC_PARAM_TYPES(TEEC_##a, TEEC_##b, TEEC_##c, TEEC_##d)

/* A test in a world of its own; cmocka.h comes first. */
#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

extern TEEC_Context context;
extern TEEC_Session session; /* number 5 of the context, never opened */
extern TEEC_Operation op;
extern struct fake_call seen;                 /* the last call */
extern struct tee_ioctl_param seen_params[4]; /* and its params, as sent */

/* What the TA does beyond remembering the call; NULL: it succeeds. */
extern uint32_t (*behaviour)(struct fake_call *call);

/* Behaviour: remembers the first bytes of each buffer in ta_copy, then
 * overwrites all of it with 'A' plus the parameter's index. */
uint32_t scribble(struct fake_call *call);
extern uint8_t ta_copy[4][64];

/* Behaviour: fills the first buffer with 'x', then says that its size is
 * returned_size, and returns returned_result. */
uint32_t return_size(struct fake_call *call);
extern uint64_t returned_size;
extern TEEC_Result returned_result;

/* For cmocka. A new device, the context open, `op` zero, no behaviour; the
 * teardown fails if anything is leaked. The library maps a table once, which
 * stays: the group's setup has that done before the first test counts. */
int world_setup(void **state);
int world_teardown(void **state);
int world_setup_group(void **state);

/* Parameter i of `op` is this temporary memory. */
void set_temp(int i, void *buffer, size_t size);

/* Command 42 of the session with `op` and these types; origin may be NULL. */
TEEC_Result invoke(uint32_t types, uint32_t *origin);

bool is_zero(const uint8_t *p, size_t size);
