/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The groups of numbers that `make bench` measures, each a function of the
 * file of its name.  BENCH=NAME picks groups by the beginning of their name.
 *
 * Every group prints all its lines, whatever happens.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

/* How often a measured pair is repeated; the median counts. */
#define PAIRS 5

#define BARE_KERNEL "build/tests/bench/bare.elf"
#define ROUNDTRIP_IMAGE "build/tests/bench/roundtrip"
#define COMPETE_IMAGE "build/tests/boot/compete/compete"
#define HELLO_IMAGE "build/examples/hello/hello"
#define HTTP_IMAGE "build/examples/http-hello/http-hello"
#define BULK_IMAGE "build/examples/bulk/bulk"
/* http-hello with a site of two objects, of the paper's sizes. */
#define OBJECTS_IMAGE "build/tests/bench/objects/objects"
/* Takes and gives datagrams. */
#define DATAGRAM_IMAGE "build/tests/bench/datagram/datagram"
#define PAIR_IMAGE "build/tests/bench/pair/pair"
#define FRAMES_IMAGE "build/tests/bench/frames/frames"
#define THREADS_IMAGE "build/tests/bench/threads/threads"
#define SWITCH_PROGRAM "build/tests/bench/switch-peer"
#define LIFE_PROGRAM "build/tests/bench/life"

/* Where bulk takes bytes, and where it gives them. */
#define SINK_PORT 5001
#define SOURCE_PORT 5002
#define ORDER_PORT 5003 /* of pair */

void bench_size(void);        /* images */
void bench_trap(void);        /* a virtual instruction */
void bench_switch(void);      /* from one VM to another */
void bench_share(void);       /* weights and caps */
void bench_compile(void);     /* denali-cc, beside the bare compiler */
void bench_dist(void);        /* the archive, unpacked and used */
void bench_start(void);       /* from the command to the first line */
void bench_count(void);       /* instructions to main(), and to listening */
void bench_life(void);        /* a VM's whole life, beside a Linux process's */
void bench_memory(void);      /* the kernel's, for a VM */
void bench_idle(void);        /* wake-ups and memory of an idle service */
void bench_http(void);        /* requests, beside the peer */
void bench_packet(void);      /* what one costs, and where */
void bench_forward(void);     /* a request to a port of the host's */
void bench_bulk(void);        /* bytes, beside the peer */
void bench_endure(void);      /* many connections, many bytes */
void bench_connections(void); /* five thousand to one VM */
void bench_disk(void);        /* blocks, beside the peer */
void bench_swap(void);        /* more memory in use than there is */
void bench_paper(void);       /* the experiments of the paper */
void bench_neighbour(void);   /* a quiet VM among a hundred that attack */
void bench_threads(void);     /* switches and mutexes inside a VM */
void bench_many(void);        /* ten thousand services on one host */
void bench_host(void);        /* services that are published */
void bench_host_return(void); /* that come back after a boot */
void bench_host_list(void);   /* ten thousand that are registered */
void bench_host_request(void);

/* Upstream programs, beside themselves in the peer. */
void bench_ports_size(void);
void bench_ports_memory(void);
void bench_ports_redis(void);
void bench_ports_http(void);
void bench_ports_tls(void);
void bench_ports_sqlite(void);

/* TSC ticks of a thousand round trips on the bare machine: "sysenter", or
 * "switch", with another address space; -1: no answer. */
double bare_ticks(const char *kind);

#endif
