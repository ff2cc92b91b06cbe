/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every reason to refuse a trusted application is a row of refusal.def; the
 * functions that check an image return the row's name, and only here it turns
 * into a result and a line for the log.
 */
#pragma once

#include "abi/tee_result.h"

enum refusal {
#define REFUSAL(name, result, text) REFUSE_##name,
#include "services/tamgr/refusal.def"
#undef REFUSAL
    REFUSALS,
};

#define MUST_USE __attribute__((warn_unused_result))

/* What the opener of the session is told. */
enum tee_result refusal_result(enum refusal refusal);

/* The cause in words. */
const char *refusal_text(enum refusal refusal);
