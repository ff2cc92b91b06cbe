/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trace macros: EMSG (errors), IMSG, DMSG, FMSG (flow) write a line
 * "<level>/TA: <function>:<line> text" to the secure log, MSG without the
 * function and line when _RAW. A level above TRACE_LEVEL, the TA's
 * CFG_TEE_TA_LOG_LEVEL, costs nothing. Never trace secrets: the log leaves
 * the secure world. Formats are those of stdio.h.
 */
#pragma once

#include <compiler.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trace_levels.h>

#ifndef TRACE_LEVEL
#define TRACE_LEVEL TRACE_MAX
#endif

extern int trace_level;
extern const char trace_ext_prefix[];

/* function NULL: raw. level_ok false: no "E/" is put before the text. */
void trace_printf(const char *function, int line, int level, bool level_ok,
                  const char *fmt, ...) __printf(5, 6);
void trace_vprintf(const char *function, int line, int level, bool level_ok,
                   const char *fmt, va_list ap) __printf(5, 0);
void dhex_dump(const char *function, int line, int level, const void *buf,
               int len);
void trace_set_level(int level);
int trace_get_level(void);

#define trace_printf_helper(level, level_ok, ...)                              \
    trace_printf(__func__, __LINE__, (level), (level_ok), __VA_ARGS__)
#define trace_printf_helper_raw(level, level_ok, ...)                          \
    trace_printf(NULL, 0, (level), (level_ok), __VA_ARGS__)

/* A call the compiler checks and then drops. */
static inline void __printf(1, 2) trace_nothing(const char *fmt, ...)
{
    (void)fmt;
}
#define TRACE_NOTHING(...)                                                     \
    do {                                                                       \
        if (0)                                                                 \
            trace_nothing(__VA_ARGS__);                                        \
    } while (0)
#define TRACE_NO_DUMP(buf, len)                                                \
    do {                                                                       \
        (void)(buf);                                                           \
        (void)(len);                                                           \
    } while (0)

/* Whatever the level. */
#define MSG(...)     trace_printf_helper(0, false, __VA_ARGS__)
#define MSG_RAW(...) trace_printf_helper_raw(0, false, __VA_ARGS__)

#if TRACE_LEVEL >= TRACE_ERROR
#define EMSG(...)     trace_printf_helper(TRACE_ERROR, true, __VA_ARGS__)
#define EMSG_RAW(...) trace_printf_helper_raw(TRACE_ERROR, true, __VA_ARGS__)
#else
#define EMSG(...)     TRACE_NOTHING(__VA_ARGS__)
#define EMSG_RAW(...) TRACE_NOTHING(__VA_ARGS__)
#endif

#if TRACE_LEVEL >= TRACE_INFO
#define IMSG(...)     trace_printf_helper(TRACE_INFO, true, __VA_ARGS__)
#define IMSG_RAW(...) trace_printf_helper_raw(TRACE_INFO, true, __VA_ARGS__)
#else
#define IMSG(...)     TRACE_NOTHING(__VA_ARGS__)
#define IMSG_RAW(...) TRACE_NOTHING(__VA_ARGS__)
#endif

#if TRACE_LEVEL >= TRACE_DEBUG
#define DMSG(...)     trace_printf_helper(TRACE_DEBUG, true, __VA_ARGS__)
#define DMSG_RAW(...) trace_printf_helper_raw(TRACE_DEBUG, true, __VA_ARGS__)
#define DHEXDUMP(buf, len)                                                     \
    dhex_dump(__func__, __LINE__, TRACE_DEBUG, (buf), (int)(len))
#else
#define DMSG(...)          TRACE_NOTHING(__VA_ARGS__)
#define DMSG_RAW(...)      TRACE_NOTHING(__VA_ARGS__)
#define DHEXDUMP(buf, len) TRACE_NO_DUMP(buf, len)
#endif

#if TRACE_LEVEL >= TRACE_FLOW
#define FMSG(...)     trace_printf_helper(TRACE_FLOW, true, __VA_ARGS__)
#define FMSG_RAW(...) trace_printf_helper_raw(TRACE_FLOW, true, __VA_ARGS__)
#define INMSG(...)    FMSG("> " __VA_ARGS__)
#define OUTMSG(...)   FMSG("< " __VA_ARGS__)
#define OUTRMSG(r)                                                             \
    do {                                                                       \
        OUTMSG("r=[%x]", (unsigned)(r));                                       \
        return r;                                                              \
    } while (0)
#else
#define FMSG(...)     TRACE_NOTHING(__VA_ARGS__)
#define FMSG_RAW(...) TRACE_NOTHING(__VA_ARGS__)
#define INMSG(...)    TRACE_NOTHING("" __VA_ARGS__)
#define OUTMSG(...)   TRACE_NOTHING("" __VA_ARGS__)
#define OUTRMSG(r)    return r
#endif
