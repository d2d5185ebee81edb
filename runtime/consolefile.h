/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The console, as a file: descriptors 0, 1 and 2.
 */
#ifndef RUNTIME_CONSOLEFILE_H
#define RUNTIME_CONSOLEFILE_H

#include "file.h"

extern struct file console_file;

#endif
