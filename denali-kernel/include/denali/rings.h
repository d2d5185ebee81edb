/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Device rings.  They live in the read-write register page, are all zero when
 * the VM starts, and are ready for use then.
 *
 * Indices run free and wrap at 2^32; entry i of a ring of N is slot i % N.
 * One side alone advances each index.  An index that the VM advances must never
 * run more than N ahead of its partner: the kernel keeps its own copy of the
 * indices it advances, and ends a VM (DENALI_CAUSE_RING) whose index is
 * elsewhere or whose descriptor has an address outside [DENALI_IMAGE_BASE,
 * memory size), a length out of bounds or an unknown flag.
 *
 * Ownership.  Between the VM's advance past a descriptor and the kernel's, the
 * descriptor and its buffer are the kernel's: it copies the descriptor once and
 * checks the copy; the contents of a transmit buffer that changes meanwhile
 * are unspecified.  Advance by a store-release (on x86, a plain store after the
 * data) is enough.
 */
#ifndef DENALI_RINGS_H
#define DENALI_RINGS_H

#include <stddef.h>
#include <stdint.h>

/* Network interface: whole Ethernet frames, without the check sequence. */
#define DENALI_NIC_SLOTS 64
#define DENALI_FRAME_MIN 14
#define DENALI_FRAME_MAX 1514
#define DENALI_RX_BUFFER_MIN 1514

/* Transmit: complete the Internet checksum.  The sum over the frame from
 * checksum_start to its end, the pseudo-header's part already in the field, is
 * stored at checksum_start + checksum_offset.  Only if the network flags have
 * DENALI_NET_TX_CHECKSUM.  checksum_start <= length, and the field is inside
 * the frame.
 * Receive: the kernel or the hardware vouches for the transport checksum; the
 * field itself may hold the pseudo-header's part only. */
#define DENALI_NIC_CHECKSUM 0x1

/* Transmit: the frame goes on in the next descriptor.  A frame takes at most
 * DENALI_NIC_PIECES descriptors, all posted before any is looked at; the sum of
 * their lengths is DENALI_FRAME_MIN to DENALI_FRAME_MAX.  Checksum flag and
 * fields are those of the first. */
#define DENALI_NIC_MORE 0x2
#define DENALI_NIC_PIECES 8

struct denali_nic_descriptor {
	uint32_t address;
	uint16_t length; /* transmit: bytes; receive: capacity, then bytes */
	uint16_t flags;  /* transmit: set by the VM; receive: by the kernel */
	uint16_t checksum_start;
	uint16_t checksum_offset;
};
_Static_assert(sizeof(struct denali_nic_descriptor) == 12, "contract");

struct denali_nic {
	uint32_t tx_posted; /* VM: descriptors handed to the kernel */
	uint32_t tx_done;   /* kernel: those whose buffer is free again */
	uint32_t rx_posted; /* VM: empty buffers handed to the kernel */
	uint32_t rx_filled; /* kernel: buffers that hold a frame */
	/* Frames for the VM that were dropped because it was behind. */
	uint32_t rx_dropped; /* kernel */
	uint32_t reserved[11];
	struct denali_nic_descriptor tx[DENALI_NIC_SLOTS];
	struct denali_nic_descriptor rx[DENALI_NIC_SLOTS];
};
_Static_assert(offsetof(struct denali_nic, tx) == 64, "contract");
_Static_assert(sizeof(struct denali_nic) == 64 + 2 * 64 * 12, "contract");

/* Console: two byte rings. */
#define DENALI_CONSOLE_OUT 512
#define DENALI_CONSOLE_IN 256

#define DENALI_CONSOLE_EOF 0x1 /* no input will follow what is in the ring */

struct denali_console {
	uint32_t out_posted; /* VM: bytes written */
	uint32_t out_done;   /* kernel: bytes taken */
	uint32_t in_posted;  /* kernel: bytes that came in */
	uint32_t in_done;    /* VM: bytes read */
	uint32_t in_flags;   /* kernel: DENALI_CONSOLE_EOF */
	uint32_t reserved[3];
	uint8_t out[DENALI_CONSOLE_OUT];
	uint8_t in[DENALI_CONSOLE_IN];
};
_Static_assert(sizeof(struct denali_console) == 32 + 512 + 256, "contract");

#endif
