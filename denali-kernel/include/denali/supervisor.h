/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Supervisor instructions: how one privileged VM administers a host.
 *
 * They are virtual instructions (calls.h) and obey the same rules, with one
 * addition: some take a structure by the address of the VM's memory.  The
 * kernel copies it once, at most DENALI_SUPERVISOR_BYTES, checks the copy and
 * uses the copy; what it returns by address it writes last.  A page of that
 * memory that has to come from the swap disk makes the instruction wait and
 * start anew, unseen.
 *
 * Time.  Each instruction takes a time bounded by one page of work, but for
 * those that say otherwise; none waits for a device, another VM, or the swap
 * disk on behalf of another VM.
 *
 * Errors of all: DENALI_EPERM: the VM is not the supervisor; DENALI_EFAULT: the
 * structure is not wholly in the VM's memory, or not to be accessed that way;
 * DENALI_EINVAL: a length that is not the structure's, a reserved field that is
 * not 0, an unknown flag; DENALI_ENOENT: no VM, image or disk has that number;
 * DENALI_ENOMEM.  An instruction that fails has changed nothing, but that one
 * which ends with DENALI_ENOMEM may have made part of a change.
 *
 * Numbers of VMs.  The low 16 bits are a place, the upper 15 count who had that
 * place before, so that a number comes again only after 32,768 others of its
 * place.  The VMs of the boot plan have the numbers from 0 up.  All VMs but
 * itself are the supervisor's to administer, and its own number is nobody's
 * (DENALI_ENOENT) where it is not said otherwise; those it has made are its
 * *children*, and their messages (console, exit, post-mortem, ledger, frames)
 * come to it and not to the host port.
 *
 * If the supervisor ends by itself, the host stops: every VM is ended, what its
 * children have to say is lost, and the machine is powered off.  If it dies of
 * a fault after having run for a second it is made anew, from its image and
 * with its number, and finds its VMs by vm_next; messages that it has not read
 * are still there, and DENALI_EVENT_SUPERVISOR is posted for them.  The host
 * port is told of its fault, and not that it has ended.
 */
#ifndef DENALI_SUPERVISOR_H
#define DENALI_SUPERVISOR_H

#include <stdint.h>

#include "calls.h"
#include "hostport.h"
#include "plan.h"

#define DENALI_SUPERVISOR_BYTES 4096
_Static_assert(sizeof(struct denali_port_header) +
			       sizeof(struct denali_post_mortem) <=
		       DENALI_SUPERVISOR_BYTES,
	       "a supervisor can take each message");

/* ---- images ---- */

/* image_create(ebx = length in bytes)
 *
 * Makes room for an image: returns its number, from 1 up.
 * Errors: DENALI_EINVAL: 0, or more than DENALI_SUPERVISOR_IMAGE_MAX;
 * DENALI_ENOMEM: no memory, or DENALI_SUPERVISOR_IMAGES exist. */
#define DENALI_IMAGE_CREATE 64
#define DENALI_SUPERVISOR_IMAGES 4096
#define DENALI_SUPERVISOR_IMAGE_MAX 0x4000000

/* image_write(ebx = image, esi = offset, a multiple of 4096, edi = address)
 *
 * Copies the next 4096 bytes of the image, or what there is of it behind
 * offset, from the VM's memory.  What is never written reads as zero.
 * Errors: DENALI_EINVAL: offset; DENALI_EBUSY: it is sealed. */
#define DENALI_IMAGE_WRITE 65

/* image_seal(ebx = image)
 *
 * Checks the image; from then on VMs can be made from it, and nothing can be
 * written.  One that is sealed stays so.  Time: in proportion to its headers.
 * Errors: DENALI_EBAD - n: the image breaks rule n (findings.h), and may be
 * written and sealed again. */
#define DENALI_IMAGE_SEAL 66

/* image_destroy(ebx = image)
 *
 * Frees it and its number.  Time: in proportion to its length, in steps,
 * restarted.  Errors: DENALI_EBUSY: a VM is made from it. */
#define DENALI_IMAGE_DESTROY 67

/* ---- VMs ---- */

/* vm_create(ebx = address, esi = length)
 *
 * Makes a VM from a plan (plan.h), of version, length and one group of one
 * instance, without fields that are the host's (flags, quantum, swap_block,
 * tick, vm_limit, swap_disk are 0) and without disks.  The group's module is
 * the number of a sealed image.  Returns the VM's number.
 * Errors: DENALI_EBAD - n: the plan breaks rule n (findings.h); DENALI_ENOENT:
 * no such image; DENALI_EINVAL: the plan is longer than DENALI_VM_PLAN_MAX, not
 * of that length, or says what is the host's to say; the image is not sealed,
 * or the VM's memory cannot hold it; DENALI_EBUSY: an address is another VM's;
 * DENALI_ENOMEM: no memory, or as many VMs as the boot plan allows. */
#define DENALI_VM_CREATE 68
#define DENALI_VM_PLAN_MAX 4032

/* vm_destroy(ebx = vm): ends it (cause DENALI_CAUSE_STOPPED).  Its last
 * messages follow, EXIT the very last; its number is free then. */
#define DENALI_VM_DESTROY 69

/* vm_stop(ebx = vm): posts DENALI_EVENT_STOP to it. */
#define DENALI_VM_STOP 70

/* vm_pause(ebx = vm), vm_resume(ebx = vm)
 *
 * A VM that is paused does not run; events for it are kept, frames for it wait
 * or are dropped as for any VM that is behind, and it may leave memory.  Both
 * do nothing where nothing is to be done. */
#define DENALI_VM_PAUSE 71
#define DENALI_VM_RESUME 72

/* vm_inspect(ebx = vm, esi = address of a struct denali_vm_status, edi = its
 * size), also of the supervisor itself. */
#define DENALI_VM_INSPECT 73

/* vm_next(ebx = vm, or all ones): the living VM whose place follows that one's,
 * in the order of places, or the first.  Errors: DENALI_ENOENT: it was the
 * last. Time: in proportion to places without a VM, in steps, restarted. */
#define DENALI_VM_NEXT 74

/* vm_tune(ebx = vm, esi = address of a struct denali_tuning, edi = its size)
 *
 * Changes a VM's share and limits, from now on.
 * Errors: DENALI_EBAD - n: a value breaks rule n of a plan's; DENALI_EINVAL: a
 * frame limit above that of its plan; DENALI_EBUSY: one below what the VM has
 * now, or any while it leaves memory. */
#define DENALI_VM_TUNE 75

/* vm_policy(ebx = vm, esi = address of a struct denali_policy, edi = its size)
 *
 * Sets what the VM may receive and send, in place of what its plan or an
 * earlier policy said; its image's own policy applies besides.
 * Errors: DENALI_EBAD - n: it breaks rule n (findings.h). */
#define DENALI_VM_POLICY 76

/* vm_address(ebx = vm, esi = address of a struct denali_network, edi = its
 * size)
 *
 * Gives the VM other addresses (mac, ipv4, ipv6 with prefixes, gateways, DNS,
 * mtu; flags as in a plan).  The switch obeys at once; the VM's registers say
 * so when it is next in memory.  A VM without a NIC does not get one.
 * Errors: DENALI_EBAD - n: the configuration breaks rule n of a plan's;
 * DENALI_EBUSY: an address is another VM's; DENALI_EINVAL: the VM has no
 * NIC. */
#define DENALI_VM_ADDRESS 77

/* vm_disk(ebx = vm, esi = address of a struct denali_extents, edi = its size)
 *
 * Attaches, changes or (extent_count 0) detaches one of the VM's disks, the
 * supervisor's own included, which is how it reaches the machine's disks.  A
 * request that is under way is finished by the old extents.
 * Errors: DENALI_ENOENT: no such disk of the machine; DENALI_EINVAL: an extent
 * is empty or past that disk's end, or too many blocks in all; DENALI_EBUSY:
 * the disk to be detached, or made shorter, has requests under way; try
 * again. */
#define DENALI_VM_DISK 78

/* vm_input(ebx = vm, esi = address, edi = length, at most
 * DENALI_SUPERVISOR_BYTES)
 *
 * Appends to the console input of a child as much as there is room for; returns
 * how many bytes that was.  Length 0: the input ends.
 * Errors: DENALI_EINVAL: it is not a child. */
#define DENALI_VM_INPUT 79

/* ---- the host ---- */

/* messages(ebx = address, esi = size, at most DENALI_SUPERVISOR_BYTES)
 *
 * Takes messages (hostport.h) of its children, whole ones, in order, as many as
 * fit in size; returns the bytes written, 0 if there are none.  When some have
 * come DENALI_EVENT_SUPERVISOR is posted.  Children whose messages find no
 * room wait, as for a slow host port.
 * Errors: DENALI_EINVAL: the first does not fit in size. */
#define DENALI_MESSAGES 80

/* machine(ebx = address of a struct denali_machine, esi = its size). */
#define DENALI_MACHINE 81

/* disk_info(ebx = disk, from 1, esi = address of a struct
 * denali_machine_disk, edi = its size).  The machine's disks are numbered in
 * the order in which they are found: by PCI bus, device and function, and
 * port. */
#define DENALI_DISK_INFO 82

/* power_off(): ends every VM, reports what there is to report, and powers the
 * machine off.  Does not return. */
#define DENALI_POWER_OFF 83

/* forward(ebx = address of a struct denali_forward, esi = its size)
 *
 * Has a port of the host's address lead to VMs, or changes where it leads, or
 * (backend_count 0) ends that.  A frame from the wire to that address, protocol
 * and port goes to one of the backends, as if it had been sent to the backend's
 * own address and port: it is then that VM's policy, limits, ledger and capture
 * that apply.  What a backend sends from that port of its own address to the
 * wire leaves from the host's port, address and MAC, after it has been judged
 * by what the backend has.  Between VMs nothing is changed: to them the
 * backends are where they are, and at the host's port there is nobody.
 *
 * Which backend.  A new connection (a TCP segment with SYN and without ACK)
 * and each UDP datagram goes to one that is not draining, by a hash of the
 * client's address and port; so a client of UDP stays where it is while the set
 * stays as it is.  A connection stays where it began, draining or not, as long
 * as that backend is in the set: of those that began while there was more than
 * one backend DENALI_FORWARD_FLOWS are remembered, the least lately used being
 * forgotten first, and one that is not remembered is taken to be older than the
 * last change.  A backend that is not in the new set, or has ended, loses its
 * connections; what comes for them, as for a new one while all backends drain,
 * goes to the supervisor, whose network stack will refuse it.
 *
 * A frame from the wire to a backend's own address and port is dropped: a port
 * is reached one way.  So are fragments to or from one.  All of these, and TCP
 * and UDP that is cut short, are counted (forward_drops in struct
 * denali_machine), or as tx_refused if it is a backend that sends them.  Errors
 * of ICMP are not forwarded.
 *
 * A VM leaves all sets when it ends; a set that is empty is as one that was
 * ended.  All of them outlast the supervisor's own crash.
 * Time: in proportion to the backends.
 * Errors: DENALI_EINVAL: an unknown family or protocol, port 0, an address that
 * is not the supervisor's own, too many backends, the same one twice;
 * DENALI_ENOENT: a backend is no living VM, or has no address of that family,
 * or is the supervisor; DENALI_EBUSY: a backend has been given to another
 * port of the host's; DENALI_ENOMEM: no memory, or DENALI_FORWARDS exist. */
#define DENALI_FORWARD 84
#define DENALI_FORWARDS 4096
#define DENALI_FORWARD_BACKENDS 16
#define DENALI_FORWARD_FLOWS 8192

/* clock_set(ebx = time, low half; esi = high half, edi = 0)
 *
 * Sets the host's wall clock: nanoseconds since 1970, UTC.  The registers of
 * each VM in memory follow at once, of another when it is back in memory; what
 * a VM has set its own clock to is an offset to it, and stays that.  The
 * monotonic clock, and with it every deadline, does not change.
 * Time: in proportion to places of VMs, in steps, restarted.
 * Errors: DENALI_EINVAL: 2^63 or more. */
#define DENALI_CLOCK_SET 85

/* ---- structures ---- */

#define DENALI_VM_STATE_RUNNABLE 0
#define DENALI_VM_STATE_IDLE 1
#define DENALI_VM_STATE_CAPPED 2
#define DENALI_VM_STATE_PAGING 3 /* waits for the swap disk or a frame */
#define DENALI_VM_STATE_QUEUED 4 /* waits to be let into memory */
#define DENALI_VM_STATE_PAUSED 5
#define DENALI_VM_STATE_ENDED 6 /* its last messages are not read yet */

struct denali_vm_status {
	uint32_t vm;
	uint32_t image;    /* number; 0: a module of the boot plan */
	uint32_t state;    /* DENALI_VM_STATE_* */
	uint32_t resident; /* 1: in memory, or on the way in or out */
	uint32_t memory_size;
	uint32_t frame_limit; /* its own pages, as in a plan */
	uint32_t weight, cap, swap_rate;
	uint32_t flags; /* DENALI_GROUP_* */
	char name[DENALI_NAME_MAX];
	struct denali_limits limits;
	struct denali_disk_info disk[DENALI_DISKS];
	struct denali_network network;
	struct denali_ledger ledger;
};
_Static_assert(sizeof(struct denali_vm_status) ==
		       40 + 32 + 24 + 64 + 80 + sizeof(struct denali_ledger),
	       "contract");

/* What to change. */
#define DENALI_TUNE_WEIGHT 0x1
#define DENALI_TUNE_CAP 0x2
#define DENALI_TUNE_FRAME_LIMIT 0x4
#define DENALI_TUNE_SWAP_RATE 0x8
#define DENALI_TUNE_LIMITS 0x10
#define DENALI_TUNE_CAPTURE 0x20
#define DENALI_TUNE_ALL 0x3f

struct denali_tuning {
	uint32_t mask; /* DENALI_TUNE_*; other fields are not looked at */
	uint32_t weight, cap, frame_limit, swap_rate; /* as in a plan */
	struct denali_limits limits;
	uint32_t capture; /* 0 or 1 */
};
_Static_assert(sizeof(struct denali_tuning) == 48, "contract");

/* A disk of a VM: the blocks of its extents, one after another, all on one disk
 * of the machine. */
#define DENALI_EXTENTS 16

struct denali_extent {
	uint32_t first; /* block of the machine's disk */
	uint32_t count; /* blocks; not 0 */
};

struct denali_extents {
	uint32_t slot;  /* below DENALI_DISKS: the VM's number for it */
	uint32_t disk;  /* the machine's, from 1 */
	uint32_t flags; /* DENALI_DISK_IS_READ_ONLY */
	uint32_t extent_count;
	struct denali_extent extent[DENALI_EXTENTS];
};
_Static_assert(sizeof(struct denali_extents) == 16 + 16 * 8, "contract");

/* A port of the host's address, and where it leads. */
#define DENALI_BACKEND_DRAINING 0x1 /* gets no new connections */

struct denali_backend {
	uint32_t vm;
	uint16_t port;  /* of the VM; not 0 */
	uint16_t flags; /* DENALI_BACKEND_* */
};

#define DENALI_FORWARD_IPV4 4
#define DENALI_FORWARD_IPV6 6
#define DENALI_FORWARD_TCP 6
#define DENALI_FORWARD_UDP 17

struct denali_forward {
	uint8_t family;   /* DENALI_FORWARD_IPV4 or _IPV6 */
	uint8_t protocol; /* DENALI_FORWARD_TCP or _UDP */
	uint16_t port;    /* the host's; not 0 */
	uint32_t backend_count;
	/* One of the supervisor's; IPv4 in the first four, zeros behind it. */
	uint8_t address[16];
	struct denali_backend backend[DENALI_FORWARD_BACKENDS];
};
_Static_assert(sizeof(struct denali_forward) == 24 + 16 * 8, "contract");

struct denali_machine_disk {
	uint32_t flags;  /* DENALI_DISK_* (registers.h) */
	uint32_t blocks; /* of 4 KiB; what is past 2^32 cannot be used */
	uint32_t swap;   /* 1: the kernel swaps to it */
	uint32_t reserved;
	char driver[16]; /* name, NUL-terminated */
};
_Static_assert(sizeof(struct denali_machine_disk) == 32, "contract");

#endif
