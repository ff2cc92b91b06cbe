/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The receive loop. Each of SERVE_THREADS threads takes a request from the
 * driver, serves it and sends the answer; requests carry names, so they
 * finish in any order.
 */
#pragma once

#include "ree/supplicant/rpc.h"

/* As many requests as Cella can have under way, one per activation: so one that
 * waits for a socket or a name server holds up no other. */
#define SERVE_THREADS 17

/* Serves one request. 0, or the negative errno with which the driver refused
 * to give one; an answer nobody waits for any more is not an error. */
MUST_USE int serve_one(struct supplicant *supplicant);

/* Serves until the driver fails; logs why and returns. Starts all threads but
 * the calling one. */
void serve(struct supplicant *supplicant);
