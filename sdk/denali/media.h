/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali image`: a medium that a machine boots a host from, by GRUB.
 *
 * The medium is an ISO image with a boot record, so that it works as a CD, as a
 * disk and as a memory stick.  It holds the kernel, a boot plan and an image.
 */
#ifndef DENALI_CMD_MEDIA_H
#define DENALI_CMD_MEDIA_H

/* The verb; argv[0] is its name.  Returns the exit status. */
int media_main(int argc, char *argv[]);

/* The same for a host. */
struct hosted;
int media_hosted(int argc, char *argv[], struct hosted *hosted);

#endif
