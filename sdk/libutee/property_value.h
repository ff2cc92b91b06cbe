/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of properties: their sizes and their texts, without I/O [TEE Internal
 * Core API 1.3.1, 4.4]. */
#pragma once

#include <tee_api_types.h>
#include <user_ta_header.h>

#define PROPERTY_TEXT_MAX 64 /* text of a value of fixed size, NUL included */

/* Bytes of a value of this type; 0: any number. */
size_t property_value_size(enum user_ta_prop_type type);

/* Text of a value of fixed size, NUL-terminated: "true", a decimal number, a
 * UUID, or login and UUID of an identity with a colon between. */
void property_value_print(enum user_ta_prop_type type, const void *value,
                          char text[PROPERTY_TEXT_MAX]);
