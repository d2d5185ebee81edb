/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images: what denali-cc links and the kernel loads.
 *
 * An image is a little-endian ELF32 file for the 386, ET_EXEC or ET_DYN, with
 *   - one to DENALI_IMAGE_SEGMENTS PT_LOAD headers in ascending order, page
 *     aligned (p_vaddr and p_offset both multiples of the page size), whose
 *     pages do not overlap; p_memsz not 0; flags R, RX, RW or none, at least
 *     one RW; never W with X; a segment without flags is a guard: p_filesz must
 *     be 0 and any access is a fault;
 *   - all of them inside [DENALI_IMAGE_BASE, memory size);
 *   - the entry point inside the bytes of an RX segment's file part;
 *   - exactly one PT_NOTE header that holds, in this order, the contract note
 *     and the manifest note below, and right after them the policy note, if
 *     there is one; other notes may follow (the service note, build-id).
 * PT_GNU_STACK and PT_TLS headers are left to the guest; PT_INTERP is refused,
 * and PT_DYNAMIC in an ET_EXEC image.
 *
 * Base.  The addresses of an ET_DYN image count from a base of whole pages,
 * DENALI_IMAGE_BASE or higher, which the kernel chooses by chance for each VM;
 * the rules above hold for the lowest.  The image relocates itself.
 *
 * Entry.  The kernel starts an image at its entry point with eflags = 2 (events
 * off in the registers), esp = the end of the last read-write segment's
 * memory, rounded down to 16, and all other general registers zero.
 */
#ifndef DENALI_IMAGE_H
#define DENALI_IMAGE_H

#include <stdint.h>

#include "layout.h"

#define DENALI_IMAGE_SEGMENTS 8
#define DENALI_IMAGE_FILE_MAX 0x40000000u

#define DENALI_NOTE_NAME "Denali" /* n_namesz 7, padded to 8 */
#define DENALI_NOTE_CONTRACT 1    /* struct denali_note_contract */
#define DENALI_NOTE_MANIFEST 2    /* struct denali_manifest */
#define DENALI_NOTE_POLICY 3  /* struct denali_policy (policy.h); optional */
#define DENALI_NOTE_SERVICE 4 /* text, see DENALI_SERVICE_MAX; optional */

struct denali_note_contract {
	uint32_t version; /* 1 to DENALI_CONTRACT_VERSION */
};
_Static_assert(sizeof(struct denali_note_contract) == 4, "contract");

#define DENALI_NAME_MAX 32

/* Manifest flags. */
#define DENALI_MANIFEST_PRIVATE 0x1 /* share no page with other instances */

struct denali_manifest {
	uint32_t memory_size;       /* bytes; 0: DENALI_MEMORY_DEFAULT */
	uint32_t frame_limit;       /* frames; 0: as memory_size */
	uint32_t flags;             /* DENALI_MANIFEST_* */
	uint32_t reserved;          /* 0 */
	char name[DENALI_NAME_MAX]; /* NUL-terminated, no control characters;
				     * may be empty */
};
_Static_assert(sizeof(struct denali_manifest) == 48, "contract");

/* The service note is for whoever makes VMs of the image, not for the kernel,
 * which does not look at it: JSON in UTF-8, of at most so many bytes, no NUL at
 * its end, that says what docs/manifest.md describes. */
#define DENALI_SERVICE_MAX 16384

#endif
