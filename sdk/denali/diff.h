/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali diff`: what is not the same in two images.
 */
#ifndef DENALI_CMD_DIFF_H
#define DENALI_CMD_DIFF_H

#define STATUS_DIFFERENT 1

int diff_main(int argc, char *argv[]);

#endif
