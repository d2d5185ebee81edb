/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali size`: what takes room in an image.
 */
#ifndef DENALI_CMD_SIZE_H
#define DENALI_CMD_SIZE_H

int size_main(int argc, char *argv[]);

#endif
