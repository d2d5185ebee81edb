/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali crash`: what crash tokens stand for.
 */
#ifndef DENALI_CMD_CRASH_H
#define DENALI_CMD_CRASH_H

/* The verb; see help.h. */
int crash_main(int argc, char *argv[]);

#endif
