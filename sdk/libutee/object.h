/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Handles of objects are the system's numbers. It knows the object; a handle
 * that it does not know panics the trusted application.
 */
#pragma once

#include <tee_api_types.h>

/* The system's number. Panics if it cannot be one. */
uint32_t object_number(TEE_ObjectHandle object);
