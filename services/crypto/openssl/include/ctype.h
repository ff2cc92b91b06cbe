/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing of it reaches the link. */
#pragma once
