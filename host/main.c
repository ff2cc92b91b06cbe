/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cella-host: the secure world as a Linux program, and a client program
 * beside it. The client library finds the socket by an environment variable,
 * and the client, which is not changed, finds our library by its path.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/driver.h"
#include "host/fault.h"
#include "host/flash.h"
#include "host/image.h"
#include "host/kill.h"
#include "host/machine.h"
#include "host/server.h"
#include "host/tree.h"
#include "ree/device/wire.h"

#define MiB (1024u * 1024u)

/* As on the device; the normal world has less. */
#define SECURE_BYTES (15u * MiB)
#define NORMAL_BYTES (256u * MiB)

#define CLEAR_SECONDS 5u
#define SLICE_MS      20u

#define FAILED 125 /* our own status, as env(1) has it */

struct options {
    uint64_t seed;
    const char *bundle, *ta_dir, *files, *flash, *gdb;
};

static const char usage[] =
    "usage: cella-host [OPTION]... run -- PROGRAM [ARGUMENT]...\n"
    "Runs PROGRAM with Cella as an ordinary program beside it.\n"
    "\n"
    "  --seed N       one CPU at a time, interrupts and random numbers by N\n"
    "  --fail D:N     operation N of device D fails: rng, huk, flash,\n"
    "                 supplicant, files\n"
    "  --tear D:N     write N of device D is torn: flash (whose power is cut\n"
    "                 then), supplicant, files\n"
    "  --restart D:N  device D restarts at operation N: flash (whose power is\n"
    "                 cut then), supplicant, files\n"
    "  --bundle FILE  the services (default build/bundle.bin)\n"
    "  --ta-dir DIR   containers of TAs, DIR/<uuid>.ta (default build/ta)\n"
    "  --files DIR    the TEE's files are kept in DIR/tee (default: a new\n"
    "                 folder, removed at the end)\n"
    "  --flash FILE   the counters' flash is that file (default: in memory)\n"
    "  --gdb UUID     SIGTRAP where that TA starts: for use under gdb\n"
    "  --kill         PROGRAM may end services: see tests/isolation\n"
    "  -h, --help     print this and exit\n"
    "\n"
    "Status: that of PROGRAM; 125 if it could not be run.\n";

/* Not 0, which would mean none. */
static uint64_t seed_parse(const char *text)
{
    char *end;
    uint64_t seed = strtoull(text, &end, 0);

    if (seed && *end == 0)
        return seed;
    fprintf(stderr, "cella-host: not a seed: %s\n", text);
    exit(FAILED);
}

static void fault_add(enum fault fault)
{
    if (fault_order(fault, optarg))
        return;
    fprintf(stderr, "cella-host: no such fault: %s\n", optarg);
    exit(FAILED);
}

/* Where an option that is a path or a name goes; NULL: it is another. */
static const char **option_text(struct options *o, int c)
{
    switch (c) {
    case 'b':
        return &o->bundle;
    case 't':
        return &o->ta_dir;
    case 'f':
        return &o->files;
    case 'F':
        return &o->flash;
    case 'g':
        return &o->gdb;
    default:
        return NULL;
    }
}

static void option_take(struct options *o, int c)
{
    switch (c) {
    case 's':
        o->seed = seed_parse(optarg);
        break;
    case FAULT_FAIL:
    case FAULT_TEAR:
    case FAULT_RESTART:
        fault_add((enum fault)c);
        break;
    case 'k':
        kill_enable();
        break;
    case 'h':
        fputs(usage, stdout);
        exit(0);
    default:
        if (!option_text(o, c))
            exit(FAILED);
        *option_text(o, c) = optarg;
    }
}

static bool word_skip(int argc, char **argv, const char *word)
{
    return optind < argc && strcmp(argv[optind], word) == 0 && ++optind;
}

static void options_parse(int argc, char **argv, struct options *o)
{
    static const struct option names[] = {
        {"seed", required_argument, NULL, 's'},
        {"fail", required_argument, NULL, FAULT_FAIL},
        {"tear", required_argument, NULL, FAULT_TEAR},
        {"restart", required_argument, NULL, FAULT_RESTART},
        {"bundle", required_argument, NULL, 'b'},
        {"ta-dir", required_argument, NULL, 't'},
        {"files", required_argument, NULL, 'f'},
        {"flash", required_argument, NULL, 'F'},
        {"gdb", required_argument, NULL, 'g'},
        {"kill", no_argument, NULL, 'k'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    bool runs;
    int c;

    while ((c = getopt_long(argc, argv, "+h", names, NULL)) != -1)
        option_take(o, c);
    runs = word_skip(argc, argv, "run");
    (void)word_skip(argc, argv, "--");
    if (!runs || optind >= argc) {
        fputs(usage, stderr);
        exit(FAILED);
    }
}

static void fail(const char *what)
{
    fprintf(stderr, "cella-host: %s: %s\n", what, strerror(errno));
    exit(FAILED);
}

/* The folder of this executable, where its programs are. */
static void folder_find(char folder[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", folder, PATH_MAX - 1);

    if (n < 0)
        fail("/proc/self/exe");
    folder[n] = 0;
    *strrchr(folder, '/') = 0;
}

static void boot(const struct options *o)
{
    const struct machine_options machine = {.seed = o->seed,
                                            .slice_ms = o->seed ? 0 : SLICE_MS,
                                            .secure_bytes = SECURE_BYTES,
                                            .normal_bytes = NORMAL_BYTES};
    FILE *file = fopen(o->bundle, "re");
    struct stat status;
    void *bundle;

    if (!flash_open(o->flash))
        fail(o->flash ? o->flash : "no memory for a flash");
    if (!file || fstat(fileno(file), &status) < 0)
        fail(o->bundle);
    bundle = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE,
                  fileno(file), 0);
    if (bundle == MAP_FAILED ||
        !machine_boot(&machine, bundle, (size_t)status.st_size))
        fail("cannot boot");
    munmap(bundle, (size_t)status.st_size);
    fclose(file);
    if (!driver_init(o->ta_dir, o->files))
        fail("the secure world does not answer");
}

/* PROGRAM's status as the shell has it. */
static int program_wait(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            fail("waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The folder comes first, whatever the user has. */
static void library_path_set(const char *folder)
{
    const char *old = getenv("LD_LIBRARY_PATH");
    char path[2 * PATH_MAX];

    snprintf(path, sizeof(path), "%s%s%s", folder, old ? ":" : "",
             old ? old : "");
    setenv("LD_LIBRARY_PATH", path, 1);
}

/* From here on there are threads. */
static int program_exec(char **argv, const char *folder, const char *socket)
{
    pid_t pid;

    setenv(WIRE_ENVIRONMENT, socket, 1);
    library_path_set(folder);
    if (!server_start(socket))
        fail(socket);
    pid = fork();
    if (pid < 0)
        fail("fork");
    if (pid == 0) {
        execvp(argv[0], argv);
        fail(argv[0]);
    }
    return program_wait(pid);
}

/* What a run with a seed or with faults came to. */
static void run_report(const struct options *o)
{
    uint64_t steps, hash;

    fault_report();
    if (!o->seed)
        return;
    machine_trace(&steps, &hash);
    fprintf(stderr,
            "cella-host: seed %" PRIu64 ": %" PRIu64 " steps, trace "
            "%016" PRIx64 "\n",
            o->seed, steps, hash);
}

int main(int argc, char **argv)
{
    /* Of this run: copies of images, the socket, the TEE's files. A name that
     * an earlier run may have left would not do. */
    char work[] = "/tmp/cella-host.XXXXXX", socket[sizeof(work) + 8];
    struct options o = {
        .bundle = "build/bundle.bin", .ta_dir = "build/ta", .files = work};
    char folder[PATH_MAX];
    int status;

    options_parse(argc, argv, &o);
    fputs("cella-host: no isolation: for development and tests only\n", stderr);
    folder_find(folder);
    if (!mkdtemp(work))
        fail(work);
    snprintf(socket, sizeof(socket), "%s/socket", work);
    image_init(folder, work, o.gdb);
    boot(&o);
    status = program_exec(argv + optind, folder, socket);
    server_wait(CLEAR_SECONDS);
    run_report(&o);
    tree_remove(work);
    fflush(stdout);
    _exit(status); /* programs are still waiting */
}
