/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A machine for the supervisor on the build host: what <ilwaco/supervisor.h>,
 * <ilwaco/disk.h> and <ilwaco/clock.h> promise, in a process.  VMs are records;
 * images are checked by the kernel's own checker, plans too; messages come as
 * from the kernel.  What a guest would do is said by lines, of a test in the
 * same process (machine_control) or on the UNIX socket FOLDER/control, where
 * each line is answered by lines of which the last is `ok` or begins `error`:
 *
 *   vms                    one line each: number, program, name, state, address
 *   print VM TEXT          a line on its console; \n and \xHH in TEXT are bytes
 *   write VM TEXT          the same without a newline
 *   flood VM COUNT         so many lines, at once
 *   exit VM STATUS         it ends by itself
 *   fault VM               it dies of a page fault at 0
 *   listen VM PORT         it takes connections at the port
 *   deafen VM [PORT]       it takes none there, or nowhere
 *   answer VM STATUS       to GET of any path
 *   use VM FIELD NUMBER    adds to its ledger: cycles frames tx rx disk
 *   input VM               what its console was given
 *   strings VM             its arguments and environment, a line each
 *   tuning VM              weight, cap, frames and limits as they are
 *   forwards               of the host, a line each
 *   images                 how many images the kernel has
 *   behave [WORD...]       of VMs made from now on; see below
 *   clock SECONDS          both clocks go forward
 *   wall SECONDS           the wall clock is set, forward or (-) back
 *   fill on|off            files of the supervisor's do not grow: ENOSPC
 *   slow MS                each write to a file takes so much longer
 *   vm-limit COUNT         so many VMs, at most
 *   crash                  the process ends; started again, it finds its VMs
 *
 * VM is a number, or the program's name (its first argument): the youngest such
 * VM that lives.
 *
 * A VM listens at each port at once, answers 200, stops at once with status 0
 * when it is asked to, and says nothing.  Words of `behave`, or of its variable
 * STANDIN, have it otherwise:
 *
 *   deaf             listens nowhere
 *   sick             answers 503
 *   exit=STATUS      ends as soon as it runs
 *   fault            dies as soon as it runs
 *   deaf-to-stop     goes on when it is asked to stop
 *   print=TEXT       prints TEXT, without spaces, and a newline at first
 */
#ifndef STANDIN_MACHINE_H
#define STANDIN_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The machine's disk is the file FOLDER/disk, of so many blocks, made if it is
 * not there; VMs are those that a crash has left there.  The control socket has
 * a thread if control is set.  False, errno: it cannot be. */
bool machine_open(const char *folder, uint32_t blocks, bool control);

/* The one machine of a test: with a small disk, and no socket, in a folder that
 * is made, and returned; it goes with machine_remove.  What cannot be done ends
 * the program. */
const char *machine_make(void);
void machine_remove(void);

/* Carries a line out; answer has lines, the last without its newline. */
#define MACHINE_ANSWER 65536
void machine_control(const char *line, char answer[MACHINE_ANSWER]);

/* Called, without locks, when a clock was moved: the supervisor's deadlines are
 * other than it thinks.  May be null. */
extern void (*machine_clock_moved)(void);

/* Is there a VM of that address that takes connections at the port?  Then
 * status is what it answers a GET with. */
bool machine_probe(uint32_t ipv4, uint16_t port, unsigned *status);

/* VMs need so much, whatever their image: less is refused. */
#define STANDIN_MEMORY 0x50000

/* Forgets all VMs, images and messages, as a power-off does. */
void machine_reset(void);

#endif
