/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the secure world may ask of the normal world: the `cmd` of an RPC
 * argument (laid out as in abi/optee_msg.h), its parameters and answers. "sup"
 * is served by tee-supplicant, which takes at most OPTEE_RPC_PARAMS
 * parameters, of exactly the types named, and whose memory references must lie
 * in memory of SHM_ALLOC type APPL. Everything in an answer is hostile.
 *
 * OPTEE_RPC_CMDS(X): X(name, number, manual).
 */
#pragma once

#define OPTEE_RPC_PARAMS 4u

#define OPTEE_RPC_CMDS(X)                                                      \
    X(LOAD_TA, 0,                                                              \
      "sup: VALUE_IN uuid octets a, b; MEMREF_OUT image (NULL: its size)")     \
    X(RPMB, 1, "sup: MEMREF_IN request, MEMREF_OUT answer")                    \
    X(FS, 2, "sup: VALUE_IN a = OPTEE_RPC_FS_*, ...")                          \
    X(GET_TIME, 3, "VALUE_OUT a seconds, b nanoseconds")                       \
    X(NOTIFICATION, 4,                                                         \
      "VALUE_IN a 0 wait, 1 send, b key, c time-out of the wait; 0: none. "    \
      "Linux 6.12 takes c as jiffies")                                         \
    X(SUSPEND, 5, "VALUE_IN a milliseconds")                                   \
    X(SHM_ALLOC, 6,                                                            \
      "VALUE_IN a OPTEE_RPC_SHM_*, b bytes, c alignment -> [0] becomes "       \
      "TMEM_OUTPUT|NONCONTIG: page list (valid until the next SHM_ALLOC or "   \
      "the end of the call), size, cookie")                                    \
    X(SHM_FREE, 7, "VALUE_IN a OPTEE_RPC_SHM_*, b cookie")                     \
    X(GPROF, 9, "sup: VALUE_INOUT a file, MEMREF_IN uuid, MEMREF_IN data")     \
    X(SOCKET, 10, "sup: VALUE_IN a OPTEE_RPC_SOCKET_*, b instance, ...")       \
    X(FTRACE, 11, "sup: as GPROF")                                             \
    X(PLUGIN, 12, "sup: VALUE_IN, VALUE_IN, VALUE_INOUT, MEMREF_INOUT")        \
    X(I2C_TRANSFER, 21, "VALUE_IN, VALUE_IN, MEMREF_INOUT, VALUE_OUT")         \
    X(RPMB_PROBE_RESET, 22, "VALUE_OUT a shm type to use")                     \
    X(RPMB_PROBE_NEXT, 23, "VALUE_OUT a type, b size, c; MEMREF_OUT id")       \
    X(RPMB_FRAMES, 24, "MEMREF_IN request, MEMREF_OUT answer")

enum optee_rpc_cmd {
#define OPTEE_RPC_ROW(name, number, manual) OPTEE_RPC_CMD_##name = (number),
    OPTEE_RPC_CMDS(OPTEE_RPC_ROW)
#undef OPTEE_RPC_ROW
};

enum optee_rpc_notification {
    OPTEE_RPC_NOTIFICATION_WAIT = 0,
    OPTEE_RPC_NOTIFICATION_SEND = 1,
};

enum optee_rpc_shm {
    OPTEE_RPC_SHM_APPL = 0,   /* the supplicant's */
    OPTEE_RPC_SHM_KERNEL = 1, /* Linux's own */
};

/* FS: [0] is VALUE_IN with a = the row's number. */
enum optee_rpc_fs {
    OPTEE_RPC_FS_OPEN = 0,     /* MEMREF_IN name, VALUE_OUT a fd */
    OPTEE_RPC_FS_CREATE = 1,   /* MEMREF_IN name, VALUE_OUT a fd */
    OPTEE_RPC_FS_CLOSE = 2,    /* [0].b fd */
    OPTEE_RPC_FS_READ = 3,     /* [0].b fd, .c offset; MEMREF_OUT */
    OPTEE_RPC_FS_WRITE = 4,    /* [0].b fd, .c offset; MEMREF_IN */
    OPTEE_RPC_FS_TRUNCATE = 5, /* [0].b fd, .c length */
    OPTEE_RPC_FS_REMOVE = 6,   /* MEMREF_IN name */
    OPTEE_RPC_FS_RENAME = 7,   /* [0].b overwrite; MEMREF_IN old, new */
    OPTEE_RPC_FS_OPENDIR = 8,  /* MEMREF_IN name, VALUE_OUT a handle */
    OPTEE_RPC_FS_CLOSEDIR = 9, /* [0].b handle */
    OPTEE_RPC_FS_READDIR = 10, /* [0].b handle, MEMREF_OUT name */
};

/* PLUGIN: [0].a is the row's number. The UUID's octets are four words, the
 * first in the lowest byte: [0].b, [0].c, [1].a, [1].b. [1].c command, [2].a
 * subcommand, [2].b bytes put out; [3] memory. */
enum optee_rpc_plugin {
    OPTEE_RPC_PLUGIN_INVOKE = 0,
};

/* SOCKET: [0] is VALUE_IN with a = the row's number, b = instance. */
enum optee_rpc_socket {
    OPTEE_RPC_SOCKET_OPEN = 0,  /* VALUE_IN port, protocol, IP version;
                                   MEMREF_IN server; VALUE_OUT a handle */
    OPTEE_RPC_SOCKET_CLOSE = 1, /* [0].c handle */
    OPTEE_RPC_SOCKET_CLOSE_ALL = 2,
    OPTEE_RPC_SOCKET_SEND = 3,  /* MEMREF_IN; VALUE_INOUT a ms, b bytes */
    OPTEE_RPC_SOCKET_RECV = 4,  /* MEMREF_OUT; VALUE_IN a ms */
    OPTEE_RPC_SOCKET_IOCTL = 5, /* MEMREF_INOUT; VALUE_IN a command */
};
