/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Terminals.  There are none: the console is a stream of bytes, and isatty() is
 * 0 of every descriptor, so that programs leave these calls alone, or are told
 * ENOTTY.  Speeds can be kept in a struct termios.
 */
#ifndef _TERMIOS_H
#define _TERMIOS_H

#include <sys/cdefs.h>
#include <sys/types.h>

typedef unsigned char cc_t;
typedef unsigned int speed_t;
typedef unsigned int tcflag_t;

#define NCCS 16

struct termios {
	tcflag_t c_iflag;
	tcflag_t c_oflag;
	tcflag_t c_cflag;
	tcflag_t c_lflag;
	cc_t c_cc[NCCS];
	speed_t c_ispeed;
	speed_t c_ospeed;
};

/* c_cc */
#define VINTR 0
#define VQUIT 1
#define VERASE 2
#define VKILL 3
#define VEOF 4
#define VTIME 5
#define VMIN 6
#define VSTART 7
#define VSTOP 8
#define VSUSP 9
#define VEOL 10

/* c_iflag */
#define IGNBRK 0x0001u
#define BRKINT 0x0002u
#define IGNPAR 0x0004u
#define PARMRK 0x0008u
#define INPCK 0x0010u
#define ISTRIP 0x0020u
#define INLCR 0x0040u
#define IGNCR 0x0080u
#define ICRNL 0x0100u
#define IXON 0x0200u
#define IXANY 0x0400u
#define IXOFF 0x0800u

/* c_oflag */
#define OPOST 0x0001u
#define ONLCR 0x0002u
#define OCRNL 0x0004u
#define ONOCR 0x0008u
#define ONLRET 0x0010u
#define OFILL 0x0020u
#define NLDLY 0x0040u
#define NL0 0x0000u
#define NL1 0x0040u
#define CRDLY 0x0180u
#define CR0 0x0000u
#define CR1 0x0080u
#define CR2 0x0100u
#define CR3 0x0180u
#define TABDLY 0x0600u
#define TAB0 0x0000u
#define TAB1 0x0200u
#define TAB2 0x0400u
#define TAB3 0x0600u
#define BSDLY 0x0800u
#define BS0 0x0000u
#define BS1 0x0800u
#define VTDLY 0x1000u
#define VT0 0x0000u
#define VT1 0x1000u
#define FFDLY 0x2000u
#define FF0 0x0000u
#define FF1 0x2000u

/* c_cflag */
#define CSIZE 0x0003u
#define CS5 0x0000u
#define CS6 0x0001u
#define CS7 0x0002u
#define CS8 0x0003u
#define CSTOPB 0x0004u
#define CREAD 0x0008u
#define PARENB 0x0010u
#define PARODD 0x0020u
#define HUPCL 0x0040u
#define CLOCAL 0x0080u

/* c_lflag */
#define ECHO 0x0001u
#define ECHOE 0x0002u
#define ECHOK 0x0004u
#define ECHONL 0x0008u
#define ICANON 0x0010u
#define IEXTEN 0x0020u
#define ISIG 0x0040u
#define NOFLSH 0x0080u
#define TOSTOP 0x0100u

/* A speed is the number of bits a second. */
#define B0 0u
#define B50 50u
#define B75 75u
#define B110 110u
#define B134 134u
#define B150 150u
#define B200 200u
#define B300 300u
#define B600 600u
#define B1200 1200u
#define B1800 1800u
#define B2400 2400u
#define B4800 4800u
#define B9600 9600u
#define B19200 19200u
#define B38400 38400u

#define TCSANOW 0
#define TCSADRAIN 1
#define TCSAFLUSH 2

#define TCIFLUSH 0
#define TCOFLUSH 1
#define TCIOFLUSH 2

#define TCOOFF 0
#define TCOON 1
#define TCIOFF 2
#define TCION 3

__BEGIN_DECLS

/* -1: EBADF, or ENOTTY. */
int tcgetattr(int fd, struct termios *attributes);
int tcsetattr(int fd, int when, const struct termios *attributes);
int tcdrain(int fd);
int tcflow(int fd, int action);
int tcflush(int fd, int queues);
int tcsendbreak(int fd, int duration);
pid_t tcgetsid(int fd);

speed_t cfgetispeed(const struct termios *attributes);
speed_t cfgetospeed(const struct termios *attributes);
int cfsetispeed(struct termios *attributes, speed_t speed);
int cfsetospeed(struct termios *attributes, speed_t speed);

__END_DECLS

#endif
