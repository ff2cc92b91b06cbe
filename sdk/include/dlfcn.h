/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading of libraries while a TA runs. A library is an image of its own, made
 * by the kit (SHLIBNAME, SHLIBUUID), signed and found as a TA is: UUID.ta. It
 * becomes a part of the instance, with all that the TA may do, and stays until
 * the instance ends; its memory counts as what the TA maps.
 *
 * It finds what the TA and the libraries opened before define, the kit's C
 * library and TEE functions included: a TA that calls dlopen() has all of these
 * and exports all its symbols, which makes it larger. Constructors run before
 * dlopen() returns, destructors after TA_DestroyEntryPoint().
 */
#pragma once

/* All are taken, and mean the same: symbols are resolved at once, are there for
 * libraries to come, and stay. */
#define RTLD_LAZY     0x00001
#define RTLD_NOW      0x00002
#define RTLD_GLOBAL   0x00100
#define RTLD_NODELETE 0x01000

/*
 * The library of that UUID (text), loaded if it is not there; or, for NULL,
 * everything that is there, which also stands for a library that the TA was
 * linked with. NULL: there is none, or it may not or cannot be used: the secure
 * log says why.
 */
void *dlopen(const char *filename, int flags);

/* 0; -1: not a handle. Nothing goes away. */
int dlclose(void *handle);

/* The address of a function or variable that the library, or for a handle of
 * dlopen(NULL) anything, defines for others; NULL: there is none. */
void *dlsym(void *handle, const char *symbol);
