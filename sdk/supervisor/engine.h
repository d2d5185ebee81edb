/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The engine: the thread that starts services, asks how they are, and starts
 * them again.  Requests write what is wanted to the database and call
 * engine_wants; the engine makes it so.
 */
#ifndef SUPERVISOR_ENGINE_H
#define SUPERVISOR_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

/* After store_open: adopts VMs, drops what nobody needs, starts what is to run,
 * and the engine's thread.  False: no memory. */
bool engine_start(void);

/* Has the engine look at the service (live_settle), after what is now being
 * changed has been committed or not.  With host_lock held. */
void engine_wants(int64_t service);

/* Has the engine remove files of images that are no longer (images_sweep). */
void engine_sweep(void);

/* Has the engine look at its timers and work: callable from any thread. */
void engine_wake(void);

/* VM number vm has ended; its other messages have been read.  By messages.c,
 * with host_lock held. */
void engine_exited(uint32_t vm, uint32_t cause, uint32_t detail);

/* From now on nothing is started; services are asked to stop and the machine is
 * powered off when they have, or after their grace.  With host_lock held. */
void engine_stop_host(void);

#endif
