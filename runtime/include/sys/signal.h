/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Signals, in place of newlib's header of this name.
 *
 * A signal comes from the program itself: kill(), timers, a write that nobody
 * reads (SIGPIPE).  From outside comes one, SIGTERM, when the host asks the VM
 * to stop.  What the processor finds wrong (a null pointer, a division by 0)
 * is the kernel's: it ends the VM with a crash report, and no handler sees it.
 *
 * Signals that would stop a process are ignored, as nobody could continue it.
 * One that ends it by default makes 128 + its number the status; those of a
 * broken program (SIGABRT, SIGSEGV and so on) are a crash report.
 */
#ifndef _SYS_SIGNAL_H
#define _SYS_SIGNAL_H

#include <sys/_sigset.h>
#include <sys/_timespec.h>
#include <sys/cdefs.h>
#include <sys/features.h>
#include <sys/types.h>

#if !defined(_SIGSET_T_DECLARED)
#define _SIGSET_T_DECLARED
typedef __sigset_t sigset_t;
#endif

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGIOT SIGABRT
#define SIGEMT 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGBUS 10
#define SIGSEGV 11
#define SIGSYS 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGURG 16
#define SIGSTOP 17
#define SIGTSTP 18
#define SIGCONT 19
#define SIGCHLD 20
#define SIGCLD SIGCHLD
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGIO 23
#define SIGPOLL SIGIO
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGLOST 29
#define SIGUSR1 30
#define SIGUSR2 31

/* These are queued, up to SIGQUEUE_MAX in all, and the lowest comes first. */
#define SIGRTMIN 32
#define SIGRTMAX 64
#define NSIG 65
#define _NSIG NSIG

#ifndef RTSIG_MAX
#define RTSIG_MAX 33
#endif
#ifndef SIGQUEUE_MAX
#define SIGQUEUE_MAX 64
#endif

union sigval {
	int sival_int;
	void *sival_ptr;
};

/* sigev_notify */
#define SIGEV_NONE 1
#define SIGEV_SIGNAL 2
#define SIGEV_THREAD 3

struct sigevent {
	int sigev_notify;
	int sigev_signo;
	union sigval sigev_value;
	void (*sigev_notify_function)(union sigval);
	pthread_attr_t *sigev_notify_attributes;
};

/* Fields that do not apply to the signal are 0. */
typedef struct {
	int si_signo;
	int si_code;
	int si_errno;
	pid_t si_pid;
	uid_t si_uid;
	int si_status;
	void *si_addr;
	long si_band;
	union sigval si_value;
	int si_timerid;
	int si_overrun;
} siginfo_t;

/* si_code: where it comes from. */
#define SI_USER 0
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define SI_MESGQ (-3)
#define SI_ASYNCIO (-4)

/* si_code of signals that only other systems send. */
#define ILL_ILLOPC 1
#define ILL_ILLOPN 2
#define ILL_ILLADR 3
#define ILL_ILLTRP 4
#define ILL_PRVOPC 5
#define ILL_PRVREG 6
#define ILL_COPROC 7
#define ILL_BADSTK 8
#define FPE_INTDIV 1
#define FPE_INTOVF 2
#define FPE_FLTDIV 3
#define FPE_FLTOVF 4
#define FPE_FLTUND 5
#define FPE_FLTRES 6
#define FPE_FLTINV 7
#define FPE_FLTSUB 8
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define BUS_OBJERR 3
#define TRAP_BRKPT 1
#define TRAP_TRACE 2
#define CLD_EXITED 1
#define CLD_KILLED 2
#define CLD_DUMPED 3
#define CLD_TRAPPED 4
#define CLD_STOPPED 5
#define CLD_CONTINUED 6
#define POLL_IN 1
#define POLL_OUT 2
#define POLL_MSG 3
#define POLL_ERR 4
#define POLL_PRI 5
#define POLL_HUP 6

typedef void (*_sig_func_ptr)(int);

struct sigaction {
	union {
		_sig_func_ptr sa_handler;
		void (*sa_sigaction)(int, siginfo_t *, void *);
	};
	sigset_t sa_mask;
	int sa_flags;
};

/* sa_flags; SA_NOCLDSTOP and SA_NOCLDWAIT change nothing. */
#define SA_NOCLDSTOP 0x01
#define SA_NOCLDWAIT 0x02
#define SA_SIGINFO 0x04
#define SA_ONSTACK 0x08
#define SA_RESTART 0x10
#define SA_NODEFER 0x20
#define SA_RESETHAND 0x40

typedef struct sigaltstack {
	void *ss_sp;
	int ss_flags;
	size_t ss_size;
} stack_t;

#define SS_ONSTACK 1
#define SS_DISABLE 2
#define MINSIGSTKSZ 2048
#define SIGSTKSZ 8192

/* A handler's third argument: what it interrupted.  The mask may be changed:
 * it is the thread's when the handler returns.  Registers are not told. */
typedef struct {
	int __none;
} mcontext_t;

typedef struct __ucontext {
	struct __ucontext *uc_link;
	sigset_t uc_sigmask;
	stack_t uc_stack;
	mcontext_t uc_mcontext;
} ucontext_t;

/* how, of sigprocmask and pthread_sigmask */
#define SIG_SETMASK 0
#define SIG_BLOCK 1
#define SIG_UNBLOCK 2

/* What sigset() may be given, and returns for a signal that is blocked. */
#define SIG_HOLD ((_sig_func_ptr)2)

__BEGIN_DECLS

int sigemptyset(sigset_t *__set);
int sigfillset(sigset_t *__set);
int sigaddset(sigset_t *__set, int __signal);
int sigdelset(sigset_t *__set, int __signal);
int sigismember(const sigset_t *__set, int __signal);
int sigisemptyset(const sigset_t *__set);
int sigandset(sigset_t *__result, const sigset_t *__a, const sigset_t *__b);
int sigorset(sigset_t *__result, const sigset_t *__a, const sigset_t *__b);

int sigaction(int __signal, const struct sigaction *__restrict __action,
	      struct sigaction *__restrict __old);
int siginterrupt(int __signal, int __flag);
int sigaltstack(const stack_t *__restrict __stack, stack_t *__restrict __old);

int sigprocmask(int __how, const sigset_t *__restrict __set,
		sigset_t *__restrict __old);
int pthread_sigmask(int __how, const sigset_t *__restrict __set,
		    sigset_t *__restrict __old);
int sigpending(sigset_t *__set);

/* The process may be the caller's own, 0 or -1: any other is ESRCH. */
int kill(pid_t __process, int __signal);
int killpg(pid_t __group, int __signal);
int sigqueue(pid_t __process, int __signal, union sigval __value);
int pthread_kill(pthread_t __id, int __signal);
int pthread_sigqueue(pthread_t __id, int __signal, union sigval __value);

int sigsuspend(const sigset_t *__mask);
int sigwait(const sigset_t *__restrict __set, int *__restrict __signal);
int sigwaitinfo(const sigset_t *__restrict __set, siginfo_t *__restrict __info);
int sigtimedwait(const sigset_t *__restrict __set, siginfo_t *__restrict __info,
		 const struct timespec *__restrict __wait);

int sighold(int __signal);
int sigrelse(int __signal);
int sigignore(int __signal);
int sigpause(int __signal);
_sig_func_ptr sigset(int __signal, _sig_func_ptr __action);

void psiginfo(const siginfo_t *__info, const char *__text);

__END_DECLS

#ifndef _SIGNAL_H_
#include <signal.h>
#endif

#endif
