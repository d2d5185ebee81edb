/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The guest of wakeup.pml: Ilwaco's side of the protocol, an instruction a
 * step.  What each label stands for is said there.
 */
mtype:label = {
	T_LOCK, T_TEST, T_WAIT, T_TAKE, T_UNLOCK, T_CHECK, T_WORK, T_FRAME,
	T_SEND, T_KICK,
	C_LOCK, C_UNLOCK, C_CHECK,
	A_NOTED, A_PENDING, A_ZERO, A_RUN,
	I_OFF, I_NEXT, I_FOLD, I_CALL, I_CLOCK, I_ON, I_LOOK, I_TAKE, I_NOTE,
	H_TAKE, H_NOTE, H_DEPTH, H_MOVE, H_LOCK, H_ON, H_UNLOCK, H_CHECK,
	H_POP,
	R_ON, R_LOOK, R_LOAD, R_JUMP, R_OFF, R_AGAIN
};
#define in_return(at) (at == R_ON || at == R_LOOK || at == R_LOAD || \
		       at == R_JUMP || at == R_OFF || at == R_AGAIN)

/* The processor, and what the guest alone sees. */
mtype:label eip = T_LOCK;
byte eax;
byte depth, noted; /* struct ilw_preempt */
byte sp, stack_eax[STACK];
mtype:label stack_eip[STACK];
mtype:label return_to;         /* from ilw_event_act */
bool work, waiting, ready;     /* of the service thread */
mtype:time deadline = NEVER;   /* of a tick of the network stack */
bool armed;                    /* the register is believed to hold it */

inline work_post()
{
	work = true;
	ready = ready || waiting;
	waiting = false
}

inline tick()
{
	if
	:: deadline == PAST -> deadline = NEVER; work_post()
	:: else
	fi
}

inline rearm()
{
	if
	:: armed != (deadline != NEVER) ->
		timer = deadline;
		armed = (deadline != NEVER)
	:: else
	fi
}

inline event_functions()
{
	if
	:: eax & TIMER -> armed = false; tick(); rearm()
	:: else
	fi;
	if
	:: eax & NIC -> work_post()
	:: else
	fi
}

/* A frame is taken in; its buffer is the kernel's again, without a kick; the
 * network stack wants a tick some time later. */
inline take_frame()
{
	received--;
	if
	:: deadline == NEVER ->
		deadline = FUTURE;
		timer = FUTURE;
		armed = true
	:: else
	fi
}

inline act(then)
{
	return_to = then;
	eip = A_NOTED
}

inline pop()
{
	sp--;
	eip = stack_eip[sp];
	eax = stack_eax[sp];
	stack_eip[sp] = 0;
	stack_eax[sp] = 0
}

/* What is in a word that is no longer needed is not to make states differ. */
inline free_save()
{
	needed = false;
	save_eip = 0;
	save_eax = 0
}

#define next(to) eip = to
#define LEAVE_HANDLER (broken(RETURN_TESTS_FIRST) -> R_LOOK : R_ON)
#define branch(condition, to, otherwise) \
	eip = (condition -> to : otherwise)

inline step()
{
	if
	:: eip == T_LOCK -> depth = 1; next(T_TEST)
	:: eip == T_TEST -> branch(work, T_TAKE, T_WAIT)
	:: eip == T_WAIT -> waiting = true; next(I_OFF)
	:: eip == T_TAKE -> work = false; next(T_UNLOCK)
	:: eip == T_UNLOCK -> depth = 0; next(T_CHECK)
	:: eip == T_CHECK ->
		branch(noted && !broken(UNLOCK_BLINDLY), C_LOCK, T_WORK)
	:: eip == T_WORK ->
		/* Events are on: none may wait, however long this takes. */
		assert(enable && !depth && !noted && !needed && !sp);
		assert(!pending || interrupt);
		next(T_FRAME)
	:: eip == T_FRAME ->
		if
		:: received > 0 -> take_frame(); next(T_SEND)
		:: else -> next(T_LOCK)
		fi
	:: eip == T_SEND -> sending = true; next(T_KICK)
	:: eip == T_KICK -> next(T_FRAME); kick()

	:: eip == C_LOCK -> depth = 1; act(C_UNLOCK)
	:: eip == C_UNLOCK -> depth = 0; next(C_CHECK)
	:: eip == C_CHECK -> branch(noted, C_LOCK, T_WORK)

	:: eip == A_NOTED -> eax = noted; noted = 0; next(A_PENDING)
	:: eip == A_PENDING ->
		eax = eax | pending;
		if
		:: broken(TAKE_IN_TWO) -> next(A_ZERO)
		:: else -> pending = 0; next(A_RUN)
		fi
	:: eip == A_ZERO -> pending = 0; next(A_RUN)
	:: eip == A_RUN ->
		if
		:: eax -> event_functions(); next(A_NOTED)
		:: else -> next(return_to); return_to = 0
		fi

	:: eip == I_OFF -> enable = false; act(I_NEXT)
	:: eip == I_NEXT ->
		branch(!ready, I_FOLD,
		       (broken(IDLE_TESTS_FIRST) -> I_LOOK : I_ON))
	:: eip == I_FOLD -> rearm(); next(I_CALL)
	:: eip == I_CALL -> next(I_CLOCK); idle()
	:: eip == I_CLOCK ->
		if
		:: !pending -> tick()
		:: else
		fi;
		act(I_NEXT)
	:: eip == I_ON ->
		ready = false;
		enable = true;
		branch(broken(IDLE_TESTS_FIRST), T_TEST, I_LOOK)
	:: eip == I_LOOK ->
		branch(pending, I_TAKE,
		       (broken(IDLE_TESTS_FIRST) -> I_ON : T_TEST))
	:: eip == I_TAKE -> eax = pending; pending = 0; next(I_NOTE)
	:: eip == I_NOTE ->
		noted = noted | eax;
		eax = 0;
		branch(broken(IDLE_TESTS_FIRST), I_ON, T_TEST)

	:: eip == H_TAKE -> eax = pending; pending = 0; next(H_NOTE)
	:: eip == H_NOTE -> noted = noted | eax; eax = 0; next(H_DEPTH)
	:: eip == H_DEPTH ->
		if
		:: depth -> next(LEAVE_HANDLER)
		:: !depth && PLAIN -> act(LEAVE_HANDLER)
		:: else -> next(H_MOVE)
		fi
	:: eip == H_MOVE ->
		stack_eip[sp] = save_eip;
		stack_eax[sp] = save_eax;
		sp++;
		free_save();
		next(H_LOCK)
	:: eip == H_LOCK -> depth = 1; next(H_ON)
	:: eip == H_ON -> enable = true; act(H_UNLOCK)
	:: eip == H_UNLOCK ->
		/* So that no more than STACK are entered. */
		if
		:: sp < STACK -> depth = 0; next(H_CHECK)
		:: sp == STACK && noted -> next(H_LOCK)
		:: else -> depth = 0; pop()
		fi
	:: eip == H_CHECK -> branch(noted, H_LOCK, H_POP)
	:: eip == H_POP -> pop()

	:: eip == R_ON ->
		enable = true;
		branch(broken(RETURN_TESTS_FIRST), R_LOAD, R_LOOK)
	:: eip == R_LOOK ->
		branch(pending, R_OFF,
		       (broken(RETURN_TESTS_FIRST) -> R_ON : R_LOAD))
	:: eip == R_LOAD -> eax = save_eax; next(R_JUMP)
	:: eip == R_JUMP -> next(save_eip); free_save()
	:: eip == R_OFF -> enable = false; next(R_AGAIN)
	:: eip == R_AGAIN -> next(H_TAKE)
	fi
}
