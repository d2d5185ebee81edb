/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali push`: an image into a registry.
 */
#ifndef DENALI_CMD_PUSH_H
#define DENALI_CMD_PUSH_H

/* The verb; see help.h. */
int push_main(int argc, char *argv[]);

#endif
