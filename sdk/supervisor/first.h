/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What whoever runs the host has put into the supervisor's folder for it.
 */
#ifndef SUPERVISOR_FIRST_H
#define SUPERVISOR_FIRST_H

/* The administrator's token of admin.hash, "ID HEX": HEX is the SHA-256 of its
 * secret.  It is taken once, so that it can be revoked; another ID brings
 * another.  At the first start of all a tenant, default, is made, with the key
 * of default.pub if there is that file.  NULL, or what is wrong. */
const char *first_take(void);

#endif
