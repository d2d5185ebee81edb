/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtual instructions: how a VM traps to the kernel, and what each does.
 * #define only, so that assembly can share it.
 *
 * Entry.  eax = number, ebx = first, esi = second, edi = third argument.
 * With sysenter the caller also sets edx = the address to return to, which
 * must be that of the instruction after the sysenter, and ecx = its esp.
 * Where the processor lacks sysenter (the cpu_flags register says so),
 * `int $DENALI_INT_VECTOR` takes the same eax, ebx, esi and edi.
 *
 * Return.  eax = 0 or more for success, one of the negative DENALI_E* below
 * for an error.  ecx, edx and the flags are destroyed by the sysenter form;
 * every other register is kept.  An erroneous call has no effect but its
 * result.  A call that takes long is cut: the kernel advances its arguments in
 * registers and lets the VM execute the instruction again, so that ebx, esi
 * and edi are unspecified after protect and release.
 *
 * No call takes a structure by address, but the supervisor's.
 */
#ifndef DENALI_CALLS_H
#define DENALI_CALLS_H

/* idle(ebx = deadline low, esi = deadline high)
 *
 * Serves every ring as kick(all) does; then, unless an event is pending, halts
 * the VM until one is or until the monotonic clock reaches the deadline
 * (nanoseconds, absolute; all ones: no deadline).  Returns 0 in each case;
 * the reason is read from the pending register and the clock.
 *
 * Returns at once if any event is pending, whatever the enable flag says, and
 * at once if the deadline has passed.  May return early without a cause.
 * Never wakes before the deadline because of the clock alone.
 * Errors: none. */
#define DENALI_IDLE 0

/* terminate(ebx = status)
 *
 * Ends the VM and gives all its memory back.  What its console ring holds is
 * still printed.  The status is reported as is; tools show status & 0xff.
 * Does not return. */
#define DENALI_TERMINATE 1

/* kick(ebx = mask of DENALI_DEVICE_*)
 *
 * Tells the kernel that the rings of these devices have work.  One call
 * serves any number of descriptors.  Never blocks: what the device cannot take
 * now it takes later, without another kick, and posts the device's event when
 * it has.  Ring errors end the VM (cause DENALI_CAUSE_RING).
 * Errors: DENALI_EINVAL for a bit that names no device of the VM. */
#define DENALI_KICK 2

/* protect(ebx = address, esi = length, edi = DENALI_PROT_*)
 *
 * Sets the access of the pages of [address, address + length), both multiples
 * of the page size.  Contents are kept, also under DENALI_PROT_NONE.  A page of
 * the image's text may lose access but never becomes writable.
 * Errors: DENALI_EINVAL: unaligned, or write and execute together, or unknown
 * bits; DENALI_EFAULT: not wholly inside [DENALI_IMAGE_BASE, memory size);
 * DENALI_EPERM: write access to text; DENALI_ENOMEM: no frame left for a page
 * table. */
#define DENALI_PROTECT 3

/* release(ebx = address, esi = length)
 *
 * Gives the frames of the pages of [address, address + length) back.  Private
 * pages read as zero when next touched; pages of the image read as the image
 * has them.  Access set by protect is kept.
 * Errors: DENALI_EINVAL: unaligned; DENALI_EFAULT: as for protect. */
#define DENALI_RELEASE 4

#define DENALI_CALL_COUNT 5

/* The virtual MMU: a group of its own, which a VM has only if its plan says so
 * (DENALI_GROUP_MMU); to others these answer DENALI_ENOSYS.
 *
 * It is a software-loaded TLB.  Beside its own memory such a VM has
 * DENALI_MMU_SPACES more address spaces, numbered from 0, which are empty until
 * the VM loads translations into them, each from a page of the space to a page
 * of the VM's memory.  Code that runs in a space sees what is loaded there and
 * nothing else, the registers and rings of the VM included; so spaces are
 * protected from each other, and the VM from them.
 *
 * The kernel may forget translations at any time, all or some; the VM finds out
 * by a miss.  It forgets all of them whenever a page of the VM's memory is
 * released, protected, or moved, whichever page they lead to. */
#define DENALI_MMU_SPACES 8
#define DENALI_MMU_TOP 0xC0000000 /* spaces go from 0 up to here */

/* mmu_run(ebx = space)
 *
 * Runs the space from the context in the mmu register (registers.h) on, until
 * it traps.  Then the context is written back there, with why, and this
 * instruction returns DENALI_MMU_*, in the VM's own memory, the caller's ebx,
 * esi, edi, ebp and esp kept.
 * Errors: DENALI_EINVAL: no such space. */
#define DENALI_MMU_RUN 32

/* mmu_load(ebx = space, esi = page address there | DENALI_PROT_*, edi = page
 * address in the VM's memory)
 *
 * Loads a translation, in place of one that was there.
 * Errors: DENALI_EINVAL: no such space, page 0, a page past DENALI_MMU_TOP,
 * no access at all, or write and execute together; DENALI_EFAULT: not a page of
 * the VM's memory; DENALI_EPERM: more access than the VM has to that page;
 * DENALI_ENOMEM: no frame left for page tables. */
#define DENALI_MMU_LOAD 33

/* mmu_flush(ebx = space)
 *
 * Forgets the space's translations and gives back the memory they took.
 * Errors: DENALI_EINVAL: no such space. */
#define DENALI_MMU_FLUSH 34

/* Why a space stopped running.  A virtual instruction is `int` only there:
 * sysenter is an exception. */
#define DENALI_MMU_MISS 0 /* detail: address; code: access (DENALI_PROT_*) */
#define DENALI_MMU_CALL 1 /* int DENALI_INT_VECTOR; eip is after it */
#define DENALI_MMU_EXCEPTION 2 /* detail: vector; code: as the processor's */
#define DENALI_MMU_EVENT 3     /* an event is pending, enabled or not */

/* Numbers from here on are the supervisor's (supervisor.h), and answer
 * DENALI_EPERM to any other VM; those without a name answer DENALI_ENOSYS. */
#define DENALI_SUPERVISOR_FIRST 64
#define DENALI_SUPERVISOR_LAST 127

#define DENALI_PROT_NONE 0
#define DENALI_PROT_READ 1
#define DENALI_PROT_WRITE 2
#define DENALI_PROT_EXEC 4

/* Devices, as bits of kick's mask.  A device's bit is also the bit of the
 * event it posts. */
#define DENALI_DEVICE_NIC 0x2
#define DENALI_DEVICE_CONSOLE 0x4
#define DENALI_DEVICE_DISK 0x8 /* all disks of the VM: one ring */
#define DENALI_DEVICE_ALL 0xe

/* Events, as bits of the pending register. */
#define DENALI_EVENT_TIMER 0x1   /* the timer register's deadline has come */
#define DENALI_EVENT_NIC 0x2     /* a frame waits, or transmit room was made */
#define DENALI_EVENT_CONSOLE 0x4 /* input waits, or output room was made */
#define DENALI_EVENT_DISK 0x8    /* a request to a disk is finished */
#define DENALI_EVENT_STOP 0x10   /* please stop: sent by the host */
#define DENALI_EVENT_SUPERVISOR 0x20 /* the supervisor's: a message waits */

/* Errors. */
#define DENALI_EINVAL (-1) /* an argument has a value no call accepts */
#define DENALI_EFAULT (-2) /* a range is not the VM's */
#define DENALI_ENOSYS (-3) /* no such virtual instruction */
#define DENALI_EPERM (-4)  /* the VM may not do this */
/* The VM's limit has no frame left, or the host has none and no swap disk. */
#define DENALI_ENOMEM (-5)
#define DENALI_ENOENT (-6) /* there is no VM, image or disk of that number */
#define DENALI_EBUSY (-7)  /* not while it is in use */
/* An image or a plan is bad in itself: DENALI_EBAD - n stands for the finding
 * number n of findings.h. */
#define DENALI_EBAD (-256)

/* Why a VM ended.  Part of the host port's messages and of post-mortems. */
#define DENALI_CAUSE_EXIT 0       /* terminate; detail is the status */
#define DENALI_CAUSE_EXCEPTION 1  /* processor exception; detail its vector */
#define DENALI_CAUSE_PAGE_FAULT 2 /* bad access; detail its address */
#define DENALI_CAUSE_RING 3       /* bad ring; detail DENALI_DEVICE_* */
#define DENALI_CAUSE_MEMORY 4     /* no frame left for a page it touched */
#define DENALI_CAUSE_STOPPED 5    /* ended by the host */
/* The swap disk failed; detail: its first page that was to be moved. */
#define DENALI_CAUSE_SWAP 6

#endif
