/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The wake-up protocol between a VM and the kernel: events, the enable flag,
 * the return sequence, idling, and rings.
 *
 * The guest is a machine with two registers, eip and eax, that executes an
 * instruction a step; wherever it stands a device may interrupt it.  The kernel
 * runs from trap to resumption with interrupts off, and so is one step.  What
 * only the guest looks at, and only with preemption disabled, is one
 * instruction too.
 *
 *   model           stands for
 *   post            vm_post in vm.c; sched_wake
 *   serve           nic_serve, nic_has_work in nic.c; turn_allows, turn_end
 *   fire            event_timer in event.c
 *   deliver         event_deliver, enter_handler in event.c
 *   resume          prepare and resume in sched.c, from sched_run
 *   leave           sched_continues in sched.h, at the end of a call
 *   idle, kick      call_idle, call_kick in call.c; sched_idle
 *   clock           timer.c: the interrupt, wake_expired in sched.c
 *   wire            nic_deliver, give_turn in turn.c
 * and, in guest.pml,
 *   T_              the service thread: serve in ilwaco/work.c, ilw_wait, and
 *                   as its work the receive loop and transmission of nic.c
 *   C_              ilw_preempt_enable in preempt.h, ilw_preempt_catch_up
 *   A_, tick, rearm ilw_event_act, tick, ilw_scheduler_rearm in scheduler.c
 *   I_              idle in ilwaco/scheduler.c
 *   H_              ilw_handler in handler.S, down to `ret`
 *   R_              [ilw_return_begin, ilw_return_end) there
 *
 * Left out: a second thread, and with it the slice and the time limit of a
 * deferred kick, of which only the fold into idle is here; the console, which
 * goes the NIC's way; how the two halves of the timer register are written;
 * more than STACK handlers entered in each other's last instructions.
 *
 * -DPLAIN: a guest with the plainest handler that the contract allows, which
 * acts with events off and leaves by the return sequence in any case.  (Where
 * Ilwaco's leaves by it, events are noted, and are looked at once more when
 * preemption is enabled; so its test of pending there is not what saves them.)
 *
 * -DCONCURRENT: a processor beside the VM's sets the event's bit in the VM's
 * register while it runs, and has its processor interrupted some time later.
 *
 * -DBROKEN=rule: the same with one rule broken, which the verifier must find.
 */
#define NOTHING 0
#define RETURN_TESTS_FIRST 1 /* pending is tested, then events are enabled */
#define IDLE_TESTS_FIRST 2   /* the same, at the end of the guest's idle */
#define IDLE_HEEDS_ENABLE 3  /* the call sleeps on events while disabled */
#define SAVE_ALWAYS 4        /* even if eip is in the return sequence */
#define TAKE_IN_TWO 5        /* load of pending, then store of 0 */
#define IDLE_SKIPS_RINGS 6   /* a deferred kick is forgotten by idling */
#define FILL_IN_SILENCE 7    /* no event when a buffer was filled */
#define TURN_IN_SILENCE 8    /* no event when the NIC has room again */
#define IDLE_FOREVER 9       /* the deadline is not looked at */
#define UNLOCK_BLINDLY 10    /* what came meanwhile is not caught up with */
#define POST_IN_MEMORY 11    /* into the register, without waking the VM */
#define NO_INTERRUPT 12      /* of the VM's processor, where there are two */

#ifndef BROKEN
#define BROKEN NOTHING
#endif
#define broken(rule) (BROKEN == rule)

#ifndef PLAIN
#define PLAIN false
#endif

#define TIMER 1
#define NIC 2

#define QUEUE 1 /* frames that wait for the VM */
#define SLOTS 1 /* receive buffers */
#ifndef STACK
#define STACK 2 /* interrupted contexts on the thread's stack */
#endif

/* Times: never, or before or after now. */
mtype:time = { NEVER, FUTURE, PAST };

#include "guest.pml"

/* The registers that both see. */
byte pending, save_eax;
bool enable = true;
mtype:label save_eip;
mtype:time timer = NEVER;

/* The rings: what the VM has handed over and what it has got. */
bool sending;  /* tx_posted != tx_done */
byte received; /* rx_filled, less what the guest has taken */

/* The kernel's. */
mtype:state = { RUNNING, RUNNABLE, IDLE };
mtype:state state = RUNNABLE;
byte posted;                 /* vm->pending */
mtype:time wake_at = NEVER;  /* vm->deadline */
byte queued;                 /* frames */
bool room = true;            /* in the machine's NIC */
bool line, turn;             /* the VM waits for room; has got it */
bool interrupt;              /* on its way from another processor */

bool needed; /* the save area holds a context that is still to be restored */

/* ---- kernel ---- */

inline post(events)
{
	if
	:: broken(POST_IN_MEMORY) -> pending = pending | events
	:: else ->
		posted = posted | events;
		if
		:: state == IDLE -> state = RUNNABLE; wake_at = NEVER
		:: else
		fi
	fi
}

#define nic_has_work \
	((sending && !line) || turn || (queued > 0 && received < SLOTS))

inline serve()
{
	if
	:: nic_has_work ->
		line = sending && !room;
		sending = line;
		turn = false;
		if
		:: queued > 0 && received < SLOTS ->
			queued--;
			received++;
			if
			:: broken(FILL_IN_SILENCE)
			:: else -> post(NIC)
			fi
		:: else
		fi
	:: else
	fi
}

inline fire()
{
	if
	:: timer == PAST -> timer = NEVER; posted = posted | TIMER
	:: else
	fi
}

inline deliver()
{
	fire();
	pending = pending | posted;
	posted = 0;
	if
	:: pending && enable ->
		if
		:: !in_return(eip) || broken(SAVE_ALWAYS) ->
			assert(!needed);
			save_eip = eip;
			save_eax = eax;
			needed = true
		:: else -> assert(needed)
		fi;
		enable = false;
		eip = H_TAKE
	:: else
	fi
}

inline resume()
{
	serve();
	deliver();
	state = RUNNING
}

inline leave()
{
	if
	:: state == RUNNING && (posted || (enable && pending)) ->
		state = RUNNABLE
	:: else
	fi
}

#define call_waits (!posted && (!pending || \
	(broken(IDLE_HEEDS_ENABLE) && !enable)))

/* Nothing may be left behind when the VM sleeps. */
inline sleep()
{
	assert(!pending && !posted && !noted);
	assert(!received && !queued);
	assert(!sending || line);
	state = IDLE;
	if
	:: broken(IDLE_FOREVER)
	:: else -> wake_at = (timer != NEVER -> timer : deadline)
	fi
}

inline idle()
{
	if
	:: broken(IDLE_SKIPS_RINGS)
	:: else -> serve()
	fi;
	fire();
	if
	:: call_waits && deadline != PAST -> sleep()
	:: else
	fi;
	leave()
}

inline kick()
{
	serve();
	leave()
}

active proctype processor()
{
end:	do
	:: d_step { state == RUNNABLE -> resume() }
	:: d_step { state == RUNNING -> step() }
	/* The service may compute for ever; most kicks are deferred. */
	:: d_step { state == RUNNING && eip == T_WORK -> skip }
	:: d_step { state == RUNNING && eip == T_KICK -> next(T_FRAME) }
	od
}

/* ---- what comes from outside ---- */

inline trap()
{
	if
	:: state == RUNNING -> state = RUNNABLE
	:: else
	fi
}

inline pass(time)
{
	time = (time == FUTURE -> PAST : time)
}

active proctype clock()
{
end:	do
	:: d_step { (deadline == FUTURE || timer == FUTURE ||
		     wake_at == FUTURE) ->
		pass(deadline); pass(timer); pass(wake_at) }
	:: d_step { state == RUNNING && timer == PAST ->
		state = RUNNABLE }
	:: d_step { state == IDLE && wake_at == PAST ->
		state = RUNNABLE; wake_at = NEVER }
	od
}

/* Frames come, or stop coming. */
active proctype wire()
{
end:	do
	:: d_step { queued < QUEUE ->
		queued++; post(NIC); trap() }
#ifdef CONCURRENT
	:: d_step { queued < QUEUE && state == RUNNING ->
		queued++;
		pending = pending | NIC;
		interrupt = !broken(NO_INTERRUPT) }
#endif
	:: break
	od
}

#ifdef CONCURRENT
active proctype neighbour()
{
end:	do
	:: d_step { interrupt -> interrupt = false; trap() }
	od
}
#endif

/* Other VMs fill the machine's NIC, and it empties. */
active proctype card()
{
end:	do
	:: d_step { room && !turn -> room = false }
	:: d_step { !room ->
		room = true;
		if
		:: line ->
			line = false;
			turn = true;
			if
			:: broken(TURN_IN_SILENCE)
			:: else -> post(NIC)
			fi;
			trap()
		:: else
		fi }
	od
}

/* Frames are taken, frames are sent, deadlines kept; while the service computes
 * the last only, by the handler. */
#define served (eip == T_WORK || (!queued && !received) || eip == T_SEND)
#define sent (eip == T_WORK || !sending)
#define on_time (deadline != PAST)
ltl nothing_is_lost { ([]<> served) && ([]<> sent) && ([]<> on_time) }
