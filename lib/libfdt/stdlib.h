/* SPDX-License-Identifier: BSD-2-Clause */
/* libfdt includes this name but the parts used here need nothing from it. */
#pragma once
