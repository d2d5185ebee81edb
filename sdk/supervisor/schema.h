/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The tables of the database.  A module says its own in NAME_schema[], a string
 * of CREATE statements, IF NOT EXISTS; schema.c lists them.  Once this has been
 * released, what is there is changed by migrations only (schema.c).
 */
#ifndef SUPERVISOR_SCHEMA_H
#define SUPERVISOR_SCHEMA_H

/* The version of the tables that this program makes and understands. */
#define SCHEMA_VERSION 3

/* In the order of making; NULL at the end. */
extern const char *const schemas[];

/* schema_migrations[N]: from version N to N + 1; N from 1 on. */
extern const char *const schema_migrations[];

#endif
