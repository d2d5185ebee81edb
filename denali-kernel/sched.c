/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Scheduler, and the loop that every trap ends in.  The running VM is not in
 * the queue.  Time is billed here: to the running VM what passes between a trap
 * and the resumption, to nobody what passes while nothing can run.  The entry
 * and return of a virtual instruction that finds nothing to do counts as the
 * guest's: two readings of the clock would cost as much as all the rest of it.
 */
#include "sched.h"

#include "clock.h"
#include "console.h"
#include "cpu.h"
#include "event.h"
#include "hostport.h"
#include "log.h"
#include "net.h"
#include "power.h"
#include "space.h"
#include "timer.h"
#include "vector.h"
#include "vm.h"

_Noreturn void resume_iret(struct trap_frame *frame);
_Noreturn void resume_sysexit(struct trap_frame *frame);

static struct link queue = { &queue, &queue };

void sched_start(struct vm *vm)
{
	vm->state = VM_RUNNABLE;
	link_append(&queue, &vm->run);
}

void sched_wake(struct vm *vm)
{
	timer_set(vm, TIMER_NEVER);
	sched_start(vm);
}

void sched_idle(struct vm *vm, uint64_t deadline)
{
	ensure(vm == cpu.running);
	vm->state = VM_IDLE;
	cpu.running = 0;
	timer_set(vm, deadline);
}

void sched_remove(struct vm *vm)
{
	if (vm == cpu.running)
		cpu.running = 0;
	else if (vm->state == VM_RUNNABLE)
		link_remove(&vm->run);
	timer_set(vm, TIMER_NEVER);
}

static void wake_expired(uint64_t now)
{
	struct vm *vm;

	while ((vm = timer_expired(now))) {
		vm->ledger.timer_wakeups++;
		sched_start(vm);
	}
}

/* The running VM if its quantum lasts or nobody waits, else the next one. */
static struct vm *pick(uint64_t now)
{
	if (cpu.running && now < cpu.quantum_end)
		return cpu.running;
	if (link_used(&queue)) {
		struct vm *next = LINK_OWNER(queue.next, struct vm, run);
		link_remove(&next->run);
		if (cpu.running)
			link_append(&queue, &cpu.running->run);
		cpu.running = next;
	}
	cpu.quantum_end = now + SCHED_QUANTUM;
	return cpu.running;
}

/* Make the VM's state current, give it what has come for it.  False if it died
 * of that. */
static bool prepare(struct vm *vm, uint64_t now)
{
	if (cpu.current != vm) {
		space_load(vm);
		cpu_set_frame(vm);
		vm->ledger.switches++;
	}
	vector_switch(vm);
	if (nic_has_work(vm) && !nic_serve(vm)) {
		vm_kill(vm, DENALI_CAUSE_RING, DENALI_DEVICE_NIC);
		return false;
	}
	uint64_t timer = event_deliver(vm, now);
	timer_arm(timer < cpu.quantum_end ? timer : cpu.quantum_end);
	return true;
}

void sched_enter(struct vm *vm)
{
	uint64_t now;

	if (!cpu.in_guest)
		return;
	cpu.in_guest = false;
	now = rdtsc();
	vm->ledger.guest_cycles += now - cpu.accounted;
	cpu.accounted = now;
}

void sched_leave(struct vm *vm)
{
	uint64_t now = rdtsc();

	vm->ledger.kernel_cycles += now - cpu.accounted;
	cpu.accounted = now;
	cpu.in_guest = true;
}

static _Noreturn void resume(struct vm *vm)
{
	sched_leave(vm);
	if (vm->resume_by_iret) {
		/* sysenter had cleared IF in what entry.S saved. */
		vm->frame.eflags &= EFLAGS_GUEST;
		vm->frame.eflags |= EFLAGS_IF | EFLAGS_ONE;
		resume_iret(&vm->frame);
	}
	resume_sysexit(&vm->frame);
}

static _Noreturn void finish(void)
{
	struct denali_port_end end = { DENALI_END_DONE, vm_made() };

	hostport_drain();
	hostport_send(DENALI_PORT_END, DENALI_PORT_HOST, &end, sizeof(end));
	hostport_drain();
	power_off(POWER_DONE);
}

static void wait(void)
{
	uint64_t now = rdtsc();

	cpu.other_cycles += now - cpu.accounted;
	timer_arm(TIMER_NEVER);
	wait_for_interrupt();
	cpu.accounted = rdtsc();
	cpu.idle_cycles += cpu.accounted - now;
}

void sched_run(void)
{
	for (;;) {
		bool more = net_poll();

		more |= vm_reap();
		console_pump();
		if (!vm_count())
			finish();
		uint64_t now = clock_ns();
		wake_expired(now);
		struct vm *vm = pick(now);
		if (vm && !prepare(vm, now))
			continue;
		net_flush();
		if (vm)
			resume(vm);
		if (more)
			let_interrupts_in();
		else
			wait();
	}
}
