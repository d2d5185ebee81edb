/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali debug`: gdb on an image that runs, or on a post-mortem file.
 */
#ifndef DENALI_CMD_DEBUG_H
#define DENALI_CMD_DEBUG_H

/* The verb; see help.h. */
int debug_main(int argc, char *argv[]);

#endif
