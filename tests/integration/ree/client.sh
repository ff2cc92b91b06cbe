#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
exec ree-client
