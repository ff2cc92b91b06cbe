/* SPDX-License-Identifier: BSD-2-Clause */
/* C11 7.4, in the C locale. Any int may be given. */
#pragma once

int isdigit(int c);
int islower(int c);
int isupper(int c);
int isalpha(int c);
int isalnum(int c);
int isxdigit(int c);
int isblank(int c);
int isspace(int c);
int iscntrl(int c);
int isgraph(int c);
int isprint(int c);
int ispunct(int c);
int tolower(int c);
int toupper(int c);
