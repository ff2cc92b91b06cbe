/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cella-supplicant: serves what a TEE needs of the normal world. Options, the
 * device, the daemon; then serve() for ever. A daemon forks after it has the
 * device, so whoever starts it knows by its exit status whether it serves, and
 * before it shares memory, which does not survive a fork. It keeps its working
 * directory, so that relative directories mean the same.
 */
#include "ree/supplicant/serve.h"

#include "ree/supplicant/log.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VERSION         "0.1"
#define DEVICE_PREFIX   "/dev/teepriv"
#define DEFAULT_TA_DIR  "/lib/optee_armtz"
#define DEFAULT_PLUGINS "/usr/lib/tee-supplicant/plugins"
#define DEFAULT_PARENT  "/var/lib"
#define TA_DIRS         16

struct options {
    bool daemon;
    const char *ta_dirs[TA_DIRS + 1]; /* NULL ends */
    const char *plugins;
    const char *fs_parent;
};

static const char usage[] =
    "usage: cella-supplicant [-d] [--ta-dir DIR]...\n"
    "Serves what the TEE needs of the normal world: trusted applications,\n"
    "shared memory, files, sockets, plug-ins.\n"
    "\n"
    "  -d, --daemonize   go to the background once the device is open\n"
    "  --ta-dir DIR      load trusted applications from DIR/<uuid>.ta; may be\n"
    "                    repeated, the first that has one wins (default\n"
    "                    " DEFAULT_TA_DIR ")\n"
    "  --fs-parent-path DIR  keep the TEE's files in DIR/tee (default\n"
    "                    " DEFAULT_PARENT ")\n"
    "  --plugin-path DIR  load plug-ins from there (default\n"
    "                    " DEFAULT_PLUGINS ")\n"
    "  -h, --help        print this and exit\n"
    "  --version         print the version and exit\n"
    "\n"
    "The device is the first of " DEVICE_PREFIX
    "0 to 9 of an OP-TEE style TEE.\n"
    "Exit status: 0 in the background, 1 on failure, 2 for wrong usage.\n";

static void exit_with_usage(void)
{
    fputs("Try cella-supplicant --help.\n", stderr);
    exit(2);
}

static void add_ta_dir(struct options *options, const char *dir)
{
    int i = 0;

    while (options->ta_dirs[i])
        i++;
    if (i == TA_DIRS) {
        fprintf(stderr, "cella-supplicant: more than %d directories\n",
                TA_DIRS);
        exit(2);
    }
    options->ta_dirs[i] = dir;
}

static void parse_options(int argc, char **argv, struct options *options)
{
    static const struct option names[] = {
        {"daemonize", no_argument, NULL, 'd'},
        {"ta-dir", required_argument, NULL, 't'},
        {"fs-parent-path", required_argument, NULL, 'f'},
        {"plugin-path", required_argument, NULL, 'p'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    int c;

    while ((c = getopt_long(argc, argv, "dh", names, NULL)) != -1) {
        switch (c) {
        case 'd':
            options->daemon = true;
            break;
        case 't':
            add_ta_dir(options, optarg);
            break;
        case 'f':
            options->fs_parent = optarg;
            break;
        case 'p':
            options->plugins = optarg;
            break;
        case 'h':
            fputs(usage, stdout);
            exit(0);
        case 'v':
            puts("cella-supplicant " VERSION);
            exit(0);
        default:
            exit_with_usage();
        }
    }
    if (optind != argc) {
        fprintf(stderr, "cella-supplicant: %s: unexpected\n", argv[optind]);
        exit_with_usage();
    }
    if (!options->ta_dirs[0])
        add_ta_dir(options, DEFAULT_TA_DIR);
}

static bool suits(const struct tee_ioctl_version_data *version)
{
    return version->impl_id == TEE_IMPL_ID_OPTEE &&
           (version->gen_caps & TEE_GEN_CAP_PRIVILEGED);
}

static int open_device(uint32_t *caps)
{
    int fd = tee_device_open(DEVICE_PREFIX, suits, caps);

    if (fd == -EBUSY)
        log_error("%s: another supplicant is serving it", DEVICE_PREFIX "0");
    else if (fd == -ENOENT)
        log_error("there is no TEE (%s)", DEVICE_PREFIX "*");
    else if (fd < 0)
        log_error("cannot open %s: %s", DEVICE_PREFIX "*", strerror(-fd));
    return fd;
}

int main(int argc, char **argv)
{
    static struct supplicant supplicant;
    struct options options = {.plugins = DEFAULT_PLUGINS,
                              .fs_parent = DEFAULT_PARENT};
    uint32_t caps = 0;

    parse_options(argc, argv, &options);
    supplicant.device = open_device(&caps);
    if (supplicant.device < 0)
        return EXIT_FAILURE;
    if (options.daemon) {
        if (daemon(1, 0) < 0) {
            log_error("cannot go to the background: %s", strerror(errno));
            return EXIT_FAILURE;
        }
        log_to_syslog();
    }
    supplicant.ta_dirs = options.ta_dirs;
    memory_init(&supplicant.memory, supplicant.device,
                caps & TEE_GEN_CAP_REG_MEM);
    sockets_init(&supplicant.sockets);
    fs_init(&supplicant.fs, options.fs_parent);
    plugins_load(&supplicant.plugins, options.plugins);
    serve(&supplicant);
    return EXIT_FAILURE;
}
