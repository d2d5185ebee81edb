/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The two machines that are compared: an image on Denali and the Linux peer,
 * each with an address of its own on a TAP interface of its own.
 */
#ifndef BENCH_RIVALS_H
#define BENCH_RIVALS_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/denali.h"
#include "harness/process.h"

#define OUR_ADDRESS "10.9.1.2"
#define OUR_SECOND_ADDRESS "10.9.1.3"
#define PEER_ADDRESS "10.9.2.2"

/* Enters a network of its own and makes both interfaces, the first time it is
 * called.  False, with the reason in *why, where that is not allowed. */
bool rivals_network(const char **why);

/* Starts so many VMs from an image with its arguments, null after the last,
 * and waits until the first takes connections on the port.  False, with what
 * it printed on standard error, if it does not come up.  process_finish() ends
 * it in both cases. */
bool rivals_start_ours(struct process *process, const char *vms, uint16_t port,
		       const char *image, const char *const arguments[]);

/* The same for a command that begins another machine: its network options, and
 * the wait until a port at an address takes connections. */
void rivals_our_network(struct command *command);
void rivals_peer_network(struct command *command, bool offloads);
bool rivals_await(struct process *process, const char *address, uint16_t port,
		  int milliseconds);

/* Builds the peer if it is not in the cache.  Before rivals_network(), from
 * which no packages can be reached. */
bool rivals_build_peer(void);

/* The path of its "kernel" or its "initrd", once it is built; valid until the
 * program ends. */
const char *rivals_peer_file(const char *name);

/* Writes the peer's initial RAM disk to a file, with programs besides, below
 * its root folder.  False: the file cannot be written. */
struct rivals_file {
	const char *name;
	const struct bytes *contents;
};
bool rivals_add_files(const char *path, const struct rivals_file *files,
		      unsigned count);

/* The machine as QEMU makes it for Linux, with nothing that it can do without
 * and the peer's kernel; what it is to do is still to be added. */
void rivals_peer_machine(struct command *command);

/* Starts it.  With offloads off, its NIC segments, merges and sums nothing. */
bool rivals_start_peer(struct process *process, bool offloads);

#endif
