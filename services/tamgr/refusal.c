/* SPDX-License-Identifier: BSD-2-Clause */
/* The rows of refusal.def as a table. */
#include "services/tamgr/refusal.h"

static const struct {
    enum tee_result result;
    const char *text;
} refusals[REFUSALS] = {
#define REFUSAL(name, result, text) [REFUSE_##name] = {R_##result, text},
#include "services/tamgr/refusal.def"
#undef REFUSAL
};

enum tee_result refusal_result(enum refusal refusal)
{
    return refusals[refusal].result;
}

const char *refusal_text(enum refusal refusal)
{
    return refusals[refusal].text;
}
