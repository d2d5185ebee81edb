/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host for the kernel's memory, swap and admission: frames, a clock, a
 * scheduler that only keeps states, a disk that keeps pages, and VMs.
 *
 * The disk finishes requests when it is told to, in an order drawn by chance.
 * What a VM does is up to the test; the rig ends a VM as vm.c does.
 */
#ifndef RIG_H
#define RIG_H

#include <stdbool.h>
#include <stdint.h>

#include "block.h"
#include "loader.h"
#include "vm.h"

#define RIG_VMS 24
/* Where VMs' memory begins, and the pages of the image that all are made of. */
#define RIG_FIRST DENALI_IMAGE_BASE
#define TEXT_PAGES 3u
#define RODATA_PAGES 2u
#define DATA_PAGES 4u
#define DATA_FILE_PAGES 2u
#define IMAGE_PAGES (TEXT_PAGES + RODATA_PAGES + DATA_PAGES)

struct rig {
	unsigned seed;
	uint32_t low, high; /* frames that can be had */
	uint32_t vms;
	uint32_t disk_pages; /* 0: no disk */
	uint32_t block;      /* pages of a transfer */
	uint32_t swap_rate;  /* 0: default */
	bool scattered;
	unsigned fails; /* of 10,000 requests to the disk; 0: none */
};

extern struct rig rig;
extern struct vm *rig_vms[RIG_VMS]; /* null: ended, and freed */
extern uint64_t rig_now;            /* ns */
/* Failures that its requests to the disk have met while it lived. */
extern unsigned rig_failed[RIG_VMS];
extern struct loaded_image *rig_image;

/* A number from 0 to count - 1. */
uint32_t rig_chance(uint32_t count);

/* Make the machine; once a test. */
void rig_start(const struct rig *made);

/* A new VM in a free place, at the gate.  Its memory's size is by its place,
 * and it has what regions those that have ended have left. */
void rig_make(uint32_t place);
uint32_t rig_memory(uint32_t place);

/* Finish at most count requests to the disk. */
void rig_disk(unsigned count);
unsigned rig_disk_busy(void);
/* The nth of those: where it lies, and its frames. */
const struct block_request *rig_disk_request(unsigned n);

/* Let VMs whose deadline has come go on; free ended ones as far as can be. */
void rig_expire(void);
void rig_reap(void);

/* One round of the kernel's loop but for running a VM.  True: more to do. */
bool rig_poll(void);

/* Free frames: all there are. */
uint32_t rig_free(void);
/* Frames that are neither free nor for VMs: the kernel's own records. */
uint32_t rig_records(void);
uint32_t rig_total(void);

#endif
