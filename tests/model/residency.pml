/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waking VMs that need not be in memory: states, places, and the gate.
 *
 * VMS virtual machines share a memory that holds ROOM of them.  What a VM would
 * do and where its memory is are two things (enum vm_state, enum vm_place in
 * vm.h); events for it are kept in its struct wherever it is, and are shown to
 * it when it runs.  Interrupts are off in the kernel: each of these is a step.
 *
 *   model           stands for
 *   post, wake      vm_post in vm.c, and what makes a VM runnable
 *   deadline        wake_expired in sched.c, for a VM in any place
 *   resume          prepare in sched.c with event_deliver
 *   idle            call_idle in call.c, sched_idle
 *   leave, left     the pager writes a VM out; the last page is written
 *   admit, entered  the gatekeeper reads a VM in; the last page is read
 *
 * Left out: how much of a VM is in memory, VMs that wait for a page or for
 * their cap, and those that end.
 *
 * -DBROKEN=rule: the same with one rule broken, which the verifier must find.
 */
#define NOTHING 0
#define DROP_LEAVING 1   /* a VM that is leaving is not woken */
#define FORGET_LEFT 2    /* one that was woken meanwhile does not queue */
#define FORGET_ENTERED 3 /* one that has come in is not made runnable */
#define LEAVE_RUNNABLE 4 /* the pager takes any VM that is in */
#define POST_IN_MEMORY 5 /* an event is lost on a VM that is out */
#define QUEUE_ALWAYS 6   /* at the gate, even while still leaving */
#define LOWEST_FIRST 7   /* the gate lets VMs in by number */

#ifndef BROKEN
#define BROKEN NOTHING
#endif
#define broken(rule) (BROKEN == rule)

#define VMS 3
#define ROOM 1

mtype:state = { RUNNABLE, IDLE, QUEUED };
mtype:place = { OUT, ENTERING, IN, LEAVING };

typedef machine {
	mtype:state state = IDLE;
	mtype:place place = OUT;
	bool posted; /* vm->pending */
	bool wakes;  /* has a deadline */
	bool told;   /* an event has come, and it has not seen it */
	bool owed;   /* something has come since it last ran */
};
machine vm[VMS];
chan gate = [VMS] of { byte };
byte taken; /* of ROOM */

#define is(i, s, p) (vm[i].state == s && vm[i].place == p)

inline queue(i)
{
	assert(vm[i].state == QUEUED && vm[i].place == OUT);
	assert(!(gate ?? [eval(i)]));
	if
	:: broken(LOWEST_FIRST) -> gate !! i
	:: else -> gate ! i
	fi
}

inline wake(i)
{
	vm[i].wakes = false;
	if
	:: vm[i].place == IN -> vm[i].state = RUNNABLE
	:: vm[i].place == LEAVING && broken(DROP_LEAVING)
	:: else ->
		vm[i].state = QUEUED;
		if
		:: vm[i].place == OUT || broken(QUEUE_ALWAYS) -> queue(i)
		:: else
		fi
	fi
}

inline post(i)
{
	vm[i].owed = true;
	vm[i].told = true;
	vm[i].posted = vm[i].place == IN || !broken(POST_IN_MEMORY);
	if
	:: vm[i].state == IDLE -> wake(i)
	:: else
	fi
}

inline resume(i)
{
	assert(vm[i].place == IN);
	assert(vm[i].posted == vm[i].told);
	vm[i].posted = false;
	vm[i].told = false;
	vm[i].owed = false
}

inline left(i)
{
	vm[i].place = OUT;
	taken--;
	assert(vm[i].state != RUNNABLE);
	if
	:: vm[i].state == QUEUED && !broken(FORGET_LEFT) -> queue(i)
	:: else
	fi
}

inline entered(i)
{
	vm[i].place = IN;
	if
	:: broken(FORGET_ENTERED) -> vm[i].state = IDLE
	:: else -> vm[i].state = RUNNABLE
	fi
}

inline admit()
{
	gate ? inside;
	assert(is(inside, QUEUED, OUT));
	vm[inside].place = ENTERING;
	taken++
}

#define may_leave(i) \
	(vm[i].place == IN && (vm[i].state == IDLE || broken(LEAVE_RUNNABLE)))

byte inside; /* the VM that ENTERING, IN or LEAVING is about */

/* The VM in memory runs, and idles with a deadline or without. */
active proctype processor()
{
end:	do
	:: d_step { is(inside, RUNNABLE, IN) && vm[inside].posted ->
		resume(inside) }
	:: d_step { is(inside, RUNNABLE, IN) && !vm[inside].posted ->
		resume(inside); vm[inside].state = IDLE }
	:: d_step { is(inside, RUNNABLE, IN) && !vm[inside].posted ->
		resume(inside);
		vm[inside].state = IDLE;
		vm[inside].wakes = true }
	od
}

active proctype pager()
{
end:	do
	:: d_step { may_leave(inside) -> vm[inside].place = LEAVING }
	od
}

active proctype gatekeeper()
{
end:	do
	:: d_step { taken < ROOM && nempty(gate) -> admit() }
	od
}

/* Transfers end. */
active proctype disk()
{
end:	do
	:: d_step { vm[inside].place == LEAVING -> left(inside) }
	:: d_step { vm[inside].place == ENTERING -> entered(inside) }
	od
}

/* An event or the deadline comes for a VM; or nothing comes any more. */
#define come(i) \
	:: d_step { !vm[i].posted -> post(i) } \
	:: d_step { vm[i].state == IDLE && vm[i].wakes -> \
		vm[i].owed = true; wake(i) }

active proctype outside()
{
end:	do
	come(0)
	come(1)
	come(2)
	:: break
	od
}

/* While VMs wait somebody leaves again and again: that VMs idle, and that the
 * pager finds them before they are woken, is theirs to see to.  Then each VM
 * runs after whatever has come for it; the last stands for all. */
#define nobody_waits (len(gate) == 0)
#define somebody_leaves (vm[inside].place == LEAVING)
#define pager_succeeds (<>[] nobody_waits || []<> somebody_leaves)
ltl nothing_is_lost { pager_succeeds -> []<> !vm[VMS - 1].owed }
