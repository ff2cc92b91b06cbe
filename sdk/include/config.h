/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IS_ENABLED(CFG_X): 1 in C and in #if when CFG_X is y (defined as 1), else 0.
 * A CFG_X that is 1 turns the pasted name into "0," and so shifts a 1 into
 * second place; anything else leaves the 0 there.
 */
#pragma once

#define __config_shift_1           0,
#define __config_second(a, b, ...) b
#define __config_test(shifted)     __config_second(shifted 1, 0, 0)
#define __config_paste(value)      __config_test(__config_shift_##value)
#define IS_ENABLED(config)         __config_paste(config)
#define IS_ENABLED2(config)        IS_ENABLED(config)
