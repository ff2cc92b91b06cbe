/* SPDX-License-Identifier: BSD-2-Clause */
/* Mbed TLS includes this name but the part used here needs nothing from it. */
#pragma once
