/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing of it reaches the link. */
#pragma once
typedef unsigned long sigset_t;
struct sigaction {
    void (*sa_handler)(int);
    sigset_t sa_mask;
    int sa_flags;
};
enum { SIG_SETMASK = 2, SIGILL = 4, SIGTRAP, SIGBUS = 7, SIGFPE, SIGSEGV = 11 };
int sigaction(int n, const struct sigaction *new, struct sigaction *old);
int sigprocmask(int how, const sigset_t *new, sigset_t *old);
int sigfillset(sigset_t *set);
int sigdelset(sigset_t *set, int n);
