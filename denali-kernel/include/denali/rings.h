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

/* Disks: one ring of requests for all disks of the VM, and one of answers,
 * which come in any order.  A disk is an array of blocks of 4 KiB; the
 * registers say how many each has (struct denali_disk_info).
 *
 * A request moves count blocks, from block on, to or from as many bytes at
 * address, which is a multiple of 4.  DENALI_DISK_FLUSH moves none (count,
 * block and address are 0): it is answered when all that was answered before it
 * was posted will survive a loss of power.  What is not flushed may be lost or
 * kept, each block by itself, and a block that was being written when the power
 * went may hold any bytes.
 *
 * The VM keeps its hands off a request's buffer until the answer; it posts no
 * more than DENALI_DISK_SLOTS requests that are not answered, so that the ring
 * of answers always has room.  Requests that the VM's limits hold back wait in
 * the ring, and so do those behind them.
 *
 * Broken rules of the ring (indices, an address outside [DENALI_IMAGE_BASE,
 * memory size), count above DENALI_DISK_COUNT, an unknown operation) end the
 * VM; what the disk cannot do is an answer's status. */
#define DENALI_DISKS 8
#define DENALI_DISK_SLOTS 32
#define DENALI_DISK_COUNT 16 /* blocks one request moves, at most */

#define DENALI_DISK_READ 0
#define DENALI_DISK_WRITE 1
#define DENALI_DISK_FLUSH 2

struct denali_disk_request {
	uint32_t address;
	uint32_t block;
	uint16_t count;    /* 1 to DENALI_DISK_COUNT; 0 of a flush */
	uint8_t disk;      /* below DENALI_DISKS */
	uint8_t operation; /* DENALI_DISK_* */
	uint32_t tag;      /* the VM's; comes back in the answer */
};
_Static_assert(sizeof(struct denali_disk_request) == 16, "contract");

/* Status of an answer. */
#define DENALI_DISK_OK 0
#define DENALI_DISK_FAILED 1  /* the device reports an error */
#define DENALI_DISK_MISSING 2 /* there is no such disk */
#define DENALI_DISK_OUTSIDE 3 /* a block is past the disk's end */
#define DENALI_DISK_READ_ONLY 4
#define DENALI_DISK_NO_MEMORY                                                  \
	5 /* a page of the buffer cannot be had, or may
				 * not be accessed so */

struct denali_disk_answer {
	uint32_t tag;
	uint32_t status; /* DENALI_DISK_* */
};
_Static_assert(sizeof(struct denali_disk_answer) == 8, "contract");

struct denali_disks {
	uint32_t posted;   /* VM: requests handed to the kernel */
	uint32_t taken;    /* kernel: those whose slot is free again */
	uint32_t answered; /* kernel: answers given */
	uint32_t seen;     /* VM: answers it has taken */
	uint32_t reserved[12];
	struct denali_disk_request request[DENALI_DISK_SLOTS];
	struct denali_disk_answer answer[DENALI_DISK_SLOTS];
};
_Static_assert(sizeof(struct denali_disks) == 64 + 32 * 16 + 32 * 8,
	       "contract");

#endif
