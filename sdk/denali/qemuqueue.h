/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * QEMU accepts a connection to a forwarded port at once, and reads from it when
 * the guest has accepted it too.  What lies unread in its socket has not been
 * seen by the guest.
 */
#ifndef DENALI_CMD_QEMUQUEUE_H
#define DENALI_CMD_QEMUQUEUE_H

#include <stdbool.h>

/* Does what was sent to a port of 127.0.0.1 on this connection lie unread at
 * its other end?  False too where the system does not tell. */
bool qemu_queue_waits(int connection);

#endif
