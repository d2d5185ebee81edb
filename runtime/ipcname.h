/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of message queues and semaphores.
 */
#ifndef RUNTIME_IPCNAME_H
#define RUNTIME_IPCNAME_H

/* Strips a name of its slash, if it has one.  Returns 0, or what is wrong with
 * the rest: -EINVAL, -ENAMETOOLONG. */
int ipc_name_strip(const char **name);

#endif
