/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Scheduler, and the loop that every trap ends in.  The running VM is not in
 * the queue.  Time is billed here: to the VM that trapped what its trap takes,
 * to the VM that is resumed what its turn takes to begin, to nobody what comes
 * between and what devices take.  The entry and return of a virtual instruction
 * that finds nothing to do counts as the guest's: two readings of the clock
 * would cost as much as all the rest of it.
 */
#include "sched.h"

#include "block.h"
#include "bootplan.h"
#include "clock.h"
#include "console.h"
#include "cpu.h"
#include "disk.h"
#include "event.h"
#include "frame.h"
#include "forward.h"
#include "gate.h"
#include "hostport.h"
#include "limit.h"
#include "log.h"
#include "mmu.h"
#include "net.h"
#include "power.h"
#include "runqueue.h"
#include "space.h"
#include "supervisor.h"
#include "swap.h"
#include "timer.h"
#include "turn.h"
#include "vector.h"
#include "vm.h"

_Noreturn void resume_iret(struct trap_frame *frame);
_Noreturn void resume_sysexit(struct trap_frame *frame);

static uint64_t quantum, tick; /* ns; no tick: 0 */
static bool immediate, stats;
static struct link urgent = { &urgent, &urgent }; /* before the run queue */
static uint64_t charged; /* of the running VM's cycles, what its pass has */
static uint64_t switches;

void sched_init(const struct bootplan *plan)
{
	quantum = plan->quantum * 1000ull;
	tick = plan->tick * 1000ull;
	immediate = plan->flags & DENALI_PLAN_IMMEDIATE;
	stats = plan->flags & DENALI_PLAN_STATS;
	runqueue_init(clock_tsc_at(quantum) - clock_tsc_at(0));
}

void sched_admit(struct vm *vm, const struct denali_plan_group *group)
{
	runqueue_admit(vm, group->weight, group->cap);
}

void sched_tune(struct vm *vm, const struct denali_plan_group *group)
{
	bool runs = vm->state == VM_RUNNABLE;

	if (runs)
		sched_remove(vm);
	sched_admit(vm, group);
	if (runs)
		sched_start(vm);
}

/* Bill the kernel's time so far; what follows is nobody's. */
static uint64_t settle(void)
{
	uint64_t now = rdtsc();
	uint64_t *bill = &cpu.other_cycles;

	if (cpu.billed)
		bill = &cpu.billed->ledger.kernel_cycles;
	*bill += now - cpu.accounted;
	cpu.accounted = now;
	cpu.billed = 0;
	return now;
}

void sched_bill(struct vm *vm)
{
	settle();
	cpu.billed = vm;
}

static uint64_t cycles_of(const struct vm *vm)
{
	return vm->ledger.guest_cycles + vm->ledger.kernel_cycles;
}

/* The running VM's turn is over. */
static void put_down(void)
{
	struct vm *vm = cpu.running;
	uint64_t now = settle();

	runqueue_charge(vm, cycles_of(vm) - charged, now);
	cpu.running = 0;
}

static void begin_turn(struct vm *vm, uint64_t now)
{
	cpu.running = vm;
	cpu.quantum_end = now + quantum;
	charged = cycles_of(vm);
}

/* Take a VM off the processor, or out of the list it is in. */
static void take_off(struct vm *vm)
{
	turn_lose(vm);
	if (vm == cpu.running)
		put_down();
	else if (vm->state == VM_RUNNABLE)
		runqueue_remove(vm);
	else
		link_remove(&vm->run);
}

/* A VM that may not run: out of the way of those that may, if in memory. */
static void halt(struct vm *vm)
{
	vm->state = VM_PAUSED;
	if (vm->place == VM_IN)
		gate_rest(vm);
}

void sched_start(struct vm *vm)
{
	if (vm_is_paused(vm)) {
		halt(vm);
		return;
	}
	if (vm->place != VM_IN) {
		gate_queue(vm);
		return;
	}
	if (vm->cap && vm->capped_until > rdtsc()) {
		vm->state = VM_CAPPED;
		turn_lose(vm);
		vm->ledger.throttles++;
		timer_set(vm, clock_at(vm->capped_until) + 1);
		return;
	}
	vm->state = VM_RUNNABLE;
	runqueue_insert(vm);
}

/* Have a VM of the run queue run at once, in place of the one that runs. */
static void hurry(struct vm *vm)
{
	struct vm *preempted = cpu.running;

	link_remove(&vm->run);
	link_append(&urgent, &vm->run);
	if (preempted) {
		put_down();
		sched_start(preempted);
	}
}

void sched_notify(struct vm *vm)
{
	if (vm->state == VM_IDLE) {
		vm->ledger.event_wakeups++;
		take_off(vm); /* it rests */
		timer_set(vm, TIMER_NEVER);
		sched_start(vm);
	}
	if (immediate && vm->state == VM_RUNNABLE && vm != cpu.running)
		hurry(vm);
}

void sched_idle(struct vm *vm, uint64_t deadline)
{
	take_off(vm);
	vm->state = VM_IDLE;
	if (tick)
		deadline = (clock_ns() / tick + 1) * tick;
	timer_set(vm, deadline);
	gate_rest(vm);
}

void sched_block(struct vm *vm, uint64_t until)
{
	take_off(vm);
	vm->state = VM_PAGING;
	timer_set(vm, until);
}

void sched_remove(struct vm *vm)
{
	take_off(vm);
	timer_set(vm, TIMER_NEVER);
}

void sched_pause(struct vm *vm)
{
	vm->options->paused = true;
	/* Who waits for the disk or a frame is stopped when it comes. */
	if (vm->state == VM_PAGING || vm->state == VM_PAUSED)
		return;
	sched_remove(vm);
	halt(vm);
}

void sched_resume(struct vm *vm)
{
	if (vm_is_paused(vm))
		vm->options->paused = false;
	if (vm->state != VM_PAUSED)
		return;
	link_remove(&vm->run);
	sched_start(vm);
}

static void wake_expired(uint64_t now)
{
	struct vm *vm;

	while ((vm = timer_expired(now))) {
		if (vm->state == VM_IDLE)
			vm->ledger.timer_wakeups++;
		link_remove(&vm->run);
		sched_start(vm);
	}
}

static struct vm *next(void)
{
	if (!link_used(&urgent))
		return runqueue_take();
	struct vm *vm = LINK_OWNER(urgent.next, struct vm, run);
	runqueue_remove(vm);
	return vm;
}

/* The running VM if its quantum lasts, else the next one. */
static struct vm *pick(uint64_t now)
{
	struct vm *vm = cpu.running;

	if (vm && now < cpu.quantum_end)
		return vm;
	if (vm) {
		put_down();
		sched_start(vm);
	}
	vm = next();
	if (vm)
		begin_turn(vm, now);
	return vm;
}

/* Make the VM's state current, give it what has come for it.  False if that
 * cost it its turn: it died, waits, or another is to run at once. */
static bool prepare(struct vm *vm, uint64_t now)
{
	if (cpu.current != vm) {
		space_load(vm);
		cpu_set_frame(vm);
		vm->ledger.switches++;
		switches++;
	}
	vector_switch(vm);
	if (nic_has_work(vm) && nic_serve(vm) == NIC_BROKEN)
		vm_kill(vm, DENALI_CAUSE_RING, DENALI_DEVICE_NIC);
	if (vm_disks(vm) && vm == cpu.running && disk_has_work(vm) &&
	    disk_serve(vm) == DISK_BROKEN)
		vm_kill(vm, DENALI_CAUSE_RING, DENALI_DEVICE_DISK);
	if (vm != cpu.running)
		return false;
	uint64_t timer = vm_mmu(vm) ? mmu_deliver(vm, now) :
				      event_deliver(vm, now);
	timer_arm(timer < cpu.quantum_end ? timer : cpu.quantum_end);
	return true;
}

void sched_enter(struct vm *vm)
{
	uint64_t now;

	if (!cpu.in_guest)
		return;
	cpu.in_guest = false;
	cpu.billed = vm;
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

void sched_machine(struct denali_machine *machine)
{
	sched_bill(cpu.billed); /* what has been so far */
	*machine = (struct denali_machine){
		.version = 1,
		.vms = vm_made(),
		.frames = frame_total_count(),
		.frames_free = frame_free_count(),
		.frames_free_least = frame_free_least(),
		.forward_drops = forward_drops,
		.cycles = cpu.accounted - cpu.started,
		.idle_cycles = cpu.idle_cycles,
		.other_cycles = cpu.other_cycles,
		.switches = switches,
	};
	swap_fill(machine);
	gate_fill(machine);
}

static _Noreturn void finish(void)
{
	struct denali_port_end end = { DENALI_END_DONE, vm_made() };
	struct denali_machine machine;

	net_drain();
	hostport_drain();
	/* All ledgers are sent: they add up. */
	sched_machine(&machine);
	if (stats)
		port_send(&host_port, DENALI_PORT_MACHINE, DENALI_PORT_HOST,
			  &machine, sizeof(machine));
	port_send(&host_port, DENALI_PORT_END, DENALI_PORT_HOST, &end,
		  sizeof(end));
	hostport_drain();
	power_off(POWER_DONE);
}

static void wait(void)
{
	uint64_t now = settle();

	timer_arm(TIMER_NEVER);
	wait_for_interrupt();
	cpu.accounted = rdtsc();
	cpu.idle_cycles += cpu.accounted - now;
}

void sched_run(void)
{
	for (;;) {
		if (cpu.billed)
			settle();
		/* A VM that is to run at once does before another frame. */
		bool more = link_used(&urgent) || net_poll();

		more |= gate_poll();
		if (cpu.billed)
			settle(); /* it may be freed next */
		more |= vm_reap(&host_port);
		more |= vm_reap(&supervisor_port);
		console_pump(&host_port);
		console_pump(&supervisor_port);
		if (!vm_count())
			finish();
		uint64_t now = clock_at(settle());
		limit_poll(now);
		wake_expired(now);
		struct vm *vm = pick(now);
		cpu.billed = vm;
		if (vm && !prepare(vm, now))
			continue;
		net_flush();
		block_tell();
		if (vm)
			resume(vm);
		if (more || gate_give_up())
			let_interrupts_in();
		else
			wait();
	}
}
