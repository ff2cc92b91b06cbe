/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trace macros for programs that grew up with OP-TEE's client library. Define
 * BINARY_PREFIX (a string, printed in front of each line) before including
 * this, and DEBUGLEVEL (a TRACE_ level, default TRACE_INFO) to choose what is
 * compiled in. EMSG, IMSG, DMSG and FMSG print an error, information, debug
 * or flow line with the name of the calling function; the _RAW forms print
 * exactly what they are given. Errors go to stderr, the rest to stdout. The
 * library itself prints nothing.
 */
#ifndef TEEC_TRACE_H
#define TEEC_TRACE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef BINARY_PREFIX
#error "define BINARY_PREFIX before including teec_trace.h"
#endif

#define TRACE_ERROR 1
#define TRACE_INFO  2
#define TRACE_DEBUG 3
#define TRACE_FLOW  4

#ifndef DEBUGLEVEL
#if defined(DEBUGLEVEL_0) || defined(DEBUGLEVEL_1)
#define DEBUGLEVEL TRACE_ERROR
#elif defined(DEBUGLEVEL_3)
#define DEBUGLEVEL TRACE_DEBUG
#elif defined(DEBUGLEVEL_4)
#define DEBUGLEVEL TRACE_FLOW
#else
#define DEBUGLEVEL TRACE_INFO
#endif
#endif

#pragma GCC visibility push(default)

/* Prints one line; function NULL leaves out everything but the text. */
void _dprintf(const char *function, int line, int level, const char *prefix,
              const char *format, ...)
    __attribute__((__format__(__printf__, 5, 6)));

/* Prints `length` bytes in hexadecimal and as text, with a title, to
 * stdout. */
void dump_buffer(const char *title, const uint8_t *buffer, size_t length);

#pragma GCC visibility pop

/* The C library may have a macro or function of this name. */
#undef dprintf
#define dprintf(level, ...)                                                    \
    do {                                                                       \
        if ((level) <= DEBUGLEVEL)                                             \
            _dprintf(__func__, __LINE__, (level), BINARY_PREFIX, __VA_ARGS__); \
    } while (0)

#define EMSG(format, ...) dprintf(TRACE_ERROR, format "\n", ##__VA_ARGS__)
#define IMSG(format, ...) dprintf(TRACE_INFO, format "\n", ##__VA_ARGS__)
#define DMSG(format, ...) dprintf(TRACE_DEBUG, format "\n", ##__VA_ARGS__)
#define FMSG(format, ...) dprintf(TRACE_FLOW, format "\n", ##__VA_ARGS__)

#define INMSG(format, ...)  FMSG("> " format, ##__VA_ARGS__)
#define OUTMSG(format, ...) FMSG("< " format, ##__VA_ARGS__)
#define OUTRMSG(r)                                                             \
    do {                                                                       \
        if (r)                                                                 \
            EMSG("returns %d", r);                                             \
        OUTMSG("r=[%d]", r);                                                   \
        return r;                                                              \
    } while (0)

#define dprintf_raw(level, ...)                                                \
    do {                                                                       \
        if ((level) <= DEBUGLEVEL)                                             \
            _dprintf(0, 0, (level), BINARY_PREFIX, __VA_ARGS__);               \
    } while (0)

#define EMSG_RAW(...) dprintf_raw(TRACE_ERROR, __VA_ARGS__)
#define IMSG_RAW(...) dprintf_raw(TRACE_INFO, __VA_ARGS__)
#define DMSG_RAW(...) dprintf_raw(TRACE_DEBUG, __VA_ARGS__)
#define FMSG_RAW(...) dprintf_raw(TRACE_FLOW, __VA_ARGS__)

#ifdef __cplusplus
}
#endif

#endif
