/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What `denali run` was asked to do: its command line, checked and in types.
 */
#ifndef DENALI_CMD_OPTIONS_H
#define DENALI_CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/plan.h>

#include "address.h"
#include "debugfile.h"
#include "hosted.h"

#define HOST_MEMORY_DEFAULT 0x10000000u /* 256 MiB */
#define HOST_MEMORY_MIN 0x00800000u     /* 8 MiB: the kernel and little more */
#define HOST_MEMORY_MAX 0x1000000000u   /* 64 GiB: what PAE reaches */
#define GDB_PORT_DEFAULT 1234

enum net_kind { NET_USER, NET_NONE, NET_TAP };
enum output_kind { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_QUIET };

/* One -p: with several instances, instance i has host + i, unless an address
 * says whose it is. */
struct forward {
	uint16_t host;
	uint16_t guest;
	bool udp;
	char address[16]; /* "": the instances' own */
};

/* Values for the instances in turn, the first again after the last. */
struct turns {
	uint32_t count; /* 0: not given */
	uint16_t values[DENALI_PLAN_GROUPS];
};

/* One -v. */
struct disk_option {
	char *path; /* allocated */
	bool read_only;
	uint8_t number; /* of the machine's; 0: the next one, as `run` has it */
};

/* One --pcap INSTANCE:FILE. */
#define CAPTURES_MAX 64

struct capture_option {
	uint32_t vm;
	const char *path;
};

/* One image of the run: what stands before and after it, up to the next
 * --and. */
struct part_options {
	const char *image; /* path, as given */
	const char *name;  /* null: the image's */
	char **arguments;  /* the guest's, after the program's name */
	uint32_t argument_count;
	uint32_t first;           /* number of its first instance */
	uint32_t count;           /* instances, 1 or more */
	uint32_t memory;          /* bytes, whole pages; 0: as the image says */
	const char **environment; /* NAME=VALUE */
	uint32_t environment_count;
	struct forward *forwards;
	uint32_t forward_count;
	bool publish; /* forward the ports that the image says too */
	struct denali_limits limits; /* of each VM */
	uint16_t lost, late;         /* frames of 65536 */
	struct denali_policy policy; /* flags 0: none */
	struct turns weights;        /* processor shares; see <denali/plan.h> */
	struct turns caps;           /* thousandths of a processor */
	uint32_t frame_limit;        /* of each VM; 0: as the image says */
	struct disk_option disks[DENALI_DISKS];
	uint32_t disk_count;
	uint32_t swap_rate; /* pages a second; 0: the kernel's choice */
	bool mmu;           /* VMs have the virtual MMU */
	bool supervisor;    /* the VM is the host's supervisor */
};

/* All of it: the images, and what is the host's. */
struct run_options {
	struct part_options *parts;
	uint32_t part_count;  /* 1 or more */
	uint32_t count;       /* instances of all of them */
	uint64_t host_memory; /* bytes, whole MiB */
	enum net_kind net;
	const char *tap;        /* interface, with NET_TAP */
	struct cidr ipv4, ipv6; /* of instance 0; family 0: not given */
	const char *pcap;       /* file, for the wire; null: none */
	struct capture_option captures[CAPTURES_MAX];
	uint32_t capture_count;
	const char *result;        /* file; null: none */
	const char *post_mortem;   /* folder, "none"; null: the usual one */
	struct debug_places debug; /* where .dbg files are */
	const char *swap;          /* size or file of the disk; null: none */
	uint32_t swap_number;      /* as that of a disk */
	uint32_t vms;              /* that there may be; 0: the instances */
	uint32_t boot_flags;       /* DENALI_PLAN_* */
	uint32_t quantum, tick;    /* us; 0: the kernel's choice */
	uint32_t swap_block;       /* pages; 0: the kernel's choice */
	bool q35;                  /* the machine; else pc */
	bool e1000, ahci;          /* its NIC, its disks; else virtio */
	int64_t timeout;           /* milliseconds; 0: none */
	uint16_t gdb;              /* TCP port; 0: no debugger */
	bool stats;
	bool stats_untold; /* in the result only */
	bool icount;
	bool log;  /* show all of the kernel's log */
	bool help; /* asked for help: nothing else is set */
	enum output_kind output;
	const char *verb;      /* whose options they are */
	const char *medium;    /* file to write; null: none */
	struct hosted *hosted; /* null: not of a host's folder */
};

/* Read argv, where argv[0] is the verb.  Returns 0 and fills *options, or
 * prints an error and returns STATUS_ERROR.  What *options points to lives as
 * long as argv, or is memory that options_free gives back (in both cases). */
int options_read(int argc, char *argv[], struct run_options *options);

/* What several options together must fulfil, again after some have changed.
 * Returns 0, or prints an error and returns STATUS_ERROR. */
int options_check(const struct run_options *options);

void options_free(struct run_options *options);

#endif
