/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What `denali host` can do.  argv[0] is its name; each returns the exit
 * status.
 */
#ifndef DENALI_HOST_HOSTVERBS_H
#define DENALI_HOST_HOSTVERBS_H

int host_init(int argc, char *argv[]);
int host_run(int argc, char *argv[]);
int host_stop(int argc, char *argv[]);
int host_status(int argc, char *argv[]);
int host_image(int argc, char *argv[]);
int host_backup(int argc, char *argv[]);
int host_restore(int argc, char *argv[]);
int host_upgrade(int argc, char *argv[]);
int host_rollback(int argc, char *argv[]);

/* For those that take a folder and no option: do it with that folder, open. */
struct folder;
int host_with_folder(int argc, char *argv[],
		     int (*action)(struct folder *folder));

#endif
