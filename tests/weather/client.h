/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One connection each, in the ways that clients behave and misbehave.  Those
 * that expect something of the service return false if they did not get it in
 * time, or got something else.
 */
#ifndef WEATHER_CLIENT_H
#define WEATHER_CLIENT_H

#include <stdbool.h>

/* Sends text and reads it back, in pieces, and closes. */
bool client_echo(const char *address, unsigned *random);

/* Sends all, closes its sending side, and reads all and the end. */
bool client_half_close(const char *address, unsigned *random);

/* Takes a little of an endless stream, slowly, checks it, and closes. */
bool client_slow(const char *address, unsigned *random);

/* These expect nothing.  Sends something and resets; says nothing for a while
 * and closes; is gone from one moment to the next, without a word on the wire,
 * with data on the way to it. */
bool client_reset(const char *address, unsigned *random);
bool client_silent(const char *address, unsigned *random);
bool client_vanish(const char *address, unsigned *random);

/* A connection that lives on: opened once, then asked again and again. */
int client_open(const char *address);
bool client_ping(int connection, unsigned *random);

/* What the service holds.  False: it does not say. */
bool client_report(const char *address, unsigned long *heap, int *descriptors);

#endif
