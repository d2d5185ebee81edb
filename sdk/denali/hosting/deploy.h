/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali publish`: an image to a host, where it becomes a service's next
 * version.
 */
#ifndef DENALI_CMD_DEPLOY_H
#define DENALI_CMD_DEPLOY_H

/* The verb; see help.h. */
int deploy_main(int argc, char *argv[]);

#endif
